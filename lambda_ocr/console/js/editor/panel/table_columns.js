// What a table's columns are made of, and made into: fields within it.

import { TABLE, columnsOf, optionsOf, within } from '../columns.js';
import { drawnField } from '../wire.js';

/** @import { Draft } from '../draft.js' */

/**
 * The fields drawn within a table become columns of it, and are fields no more.
 * @param {Draft} draft
 * @param {Field} table
 */
export function takeColumns(draft, table) {
  const mine = within(table, draft.fields);
  const more = mine.map(({ quad, name, rest }) => [quad, name.trim(), ...rest]);
  /** @type {Field['rest']} */
  const rest = [{ type: TABLE, columns: [...columnsOf(table), ...more] }];
  const kept = draft.fields.filter((field) => !mine.includes(field));
  draft.become({ fields: kept.map((field) => (field === table ? { ...field, rest } : field)) });
}

/**
 * A table's columns become fields again, to be drawn otherwise.
 * @param {Draft} draft
 * @param {Field} table
 */
export function freeColumns(draft, table) {
  /** @type {Field['rest']} */
  const rest = [{ ...optionsOf(table), columns: [] }];
  const freed = columnsOf(table).map(drawnField);
  draft.become({
    fields: draft.fields.flatMap((field) => (field === table ? [{ ...field, rest }, ...freed] : [field])),
  });
}
