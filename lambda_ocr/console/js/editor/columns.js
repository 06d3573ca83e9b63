// Columns of a table: fields that are drawn within it, on its first row, and that it takes in.
// Rule: what a column holds beyond its place is kept as it came.

import { centre, eachCorner, inside, minus, add } from '../shared/geometry.js';

export const TABLE = 'table';

/** @type {(field: Field) => Record<string, unknown>} */
export const optionsOf = ({ rest: [options] }) => /** @type {Record<string, unknown>} */ (options ?? {});

/**
 * @param {unknown} column
 * @returns {column is WireField}
 */
function isColumn(column) {
  return Array.isArray(column) && Array.isArray(column[0]) && column[0].length === 4;
}

/**
 * A table's columns as they are on the wire; none of another field.
 * @type {(field: Field) => WireField[]}
 */
export function columnsOf(field) {
  const { type, columns } = optionsOf(field);
  return type === TABLE && Array.isArray(columns) ? columns.filter(isColumn) : [];
}

/**
 * Fields that lie within another one and may become its columns.
 * @type {(table: Field, fields: Field[]) => Field[]}
 */
export const within = (table, fields) =>
  fields.filter(
    (field) => field !== table && optionsOf(field).type !== TABLE && inside(table.quad, centre(field.quad)),
  );

/**
 * A field drawn elsewhere, with its columns where it was moved as it is.
 * @type {(field: Field, quad: Quad) => Partial<Field>}
 */
export function carried(field, quad) {
  const columns = columnsOf(field);
  const [by, ...others] = quad.map((corner, at) => minus(corner, field.quad[at]));
  const isMove = others.every(([x, y]) => Math.abs(x - by[0]) < 0.2 && Math.abs(y - by[1]) < 0.2);
  if (!columns.length || !isMove) return { quad };
  const moved = columns.map(([corners, ...more]) => [eachCorner(corners, (corner) => add(corner, by)), ...more]);
  return { quad, rest: /** @type {Field['rest']} */ ([{ ...optionsOf(field), columns: moved }]) };
}
