// Between the draft and the service. Rule: what came is sent again, known here or not, unless it is named below.

import { newId } from './draft.js';

/** @import { Draft } from './draft.js' */

/** Members that the editor itself shows and changes. */
export const DRAWN = ['template', 'variable', 'name', 'note'];
/** Members of `get`'s answer that `add` does not take: facts of the kept template, and the picture, which is drawn on. */
export const ANSWERED = ['template_id', 'version', 'created', 'width', 'height', 'img', 'copies', 'lessons'];
/** Members that `update` takes; what it is not given stays. */
export const CHANGED = ['template', 'variable', 'rules', 'page_of', 'name', 'note'];
/** Members of an `add` that are about that one request. */
export const ASKED = ['type', 'url', 'detail', 'idempotency_key', 'pages', 'password'];

/**
 * The members of a template or request that this page does not know; empty lists say nothing.
 * @param {Record<string, unknown>} given
 */
export function othersOf(given) {
  const known = [...DRAWN, ...ANSWERED, ...ASKED];
  /** @type {(member: [string, unknown]) => boolean} */
  const says = ([name, value]) => !known.includes(name) && !(Array.isArray(value) && !value.length);
  return Object.fromEntries(Object.entries(given).filter(says));
}

/**
 * What a draft is on the wire, but for its picture; members without content are left out.
 * @param {Pick<Draft, 'fields' | 'variable' | 'others' | 'name' | 'note'>} draft
 */
export function templateOf({ fields, variable, others, name, note }) {
  const about = { name: name.trim(), note: note.trim() };
  return { ...others, template: wireFields(fields), ...(variable.length ? { variable } : {}), ...about };
}

/**
 * The same as `update` takes it: print that is not struck out any more is said, too.
 * @param {Draft} draft
 * @returns {Pick<Wire.UpdateRequest, 'template' | 'variable' | 'rules' | 'page_of' | 'name' | 'note'>}
 */
export function changeOf(draft) {
  const whole = Object.entries({ ...templateOf(draft), variable: draft.variable });
  return Object.fromEntries(whole.filter(([name]) => CHANGED.includes(name)));
}

/**
 * A draft as a file to keep: the fields alone where there is no more to it, else what `add` takes but for the picture.
 * @param {Draft} draft
 */
export function exported(draft) {
  const bare = !draft.variable.length && !Object.keys(draft.others).length;
  return bare ? wireFields(draft.fields) : templateOf(draft);
}

/**
 * Fields as `add` takes them.
 * @type {(fields: Field[]) => WireField[]}
 */
const wireFields = (fields) => fields.map((field) => [field.quad, field.name.trim(), ...field.rest]);

/**
 * A field to draw on, of one as the wire has it.
 * @param {WireField} field
 * @returns {Field}
 */
export const drawnField = ([quad, name, ...rest]) => ({ id: newId(), quad, name, rest });

/**
 * Fields out of a template's JSON: the list itself, a request that holds it, or either as text; raises Error.
 * @param {any} given
 * @returns {Field[]}
 */
export function importedFields(given) {
  const list = typeof given === 'string' ? JSON.parse(given) : (given?.template ?? given);
  if (typeof list === 'string') return importedFields(list);
  if (!Array.isArray(list) || !list.length) throw new Error('[[quad, name], …]');
  return list.map((entry, at) => {
    if (Array.isArray(entry) && isQuad(entry[0]) && typeof entry[1] === 'string') {
      return drawnField(/** @type {WireField} */ (entry)); // what follows, the service judges
    }
    throw new Error(`template[${at}]: [[[x, y], [x, y], [x, y], [x, y]], name]`);
  });
}

/**
 * Print struck out in a request's JSON; raises Error.
 * @param {any} given
 * @returns {Quad[]}
 */
export function importedVariable(given) {
  if (!Array.isArray(given)) throw new Error('variable: [quad, …]');
  const at = given.findIndex((quad) => !isQuad(quad));
  if (at >= 0) throw new Error(`variable[${at}]: [[x, y], [x, y], [x, y], [x, y]]`);
  return given;
}

/** @type {(given: any) => boolean} */
const isQuad = (given) => Array.isArray(given) && given.length === 4 && given.every(isPoint);

/** @type {(given: any) => boolean} */
const isPoint = (given) => Array.isArray(given) && given.length === 2 && given.every(Number.isFinite);
