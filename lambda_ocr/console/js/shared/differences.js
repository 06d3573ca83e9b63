// What changed between two versions of a template, as facts and in words. Rule: a field is the same one where it has the
// same name (the first of a name is the first), else where it lies in the same place.

import { t } from '../i18n/i18n.js';
import { h } from './dom.js';

/**
 * What is compared; a version as `get` answers it has all of it.
 * @typedef {{
 *   template: WireField[],
 *   variable?: Quad[] | null,
 *   rules?: Record<string, any>[] | null,
 *   name?: string | null,
 *   note?: string | null,
 *   width?: number,
 *   height?: number,
 *   copies?: number,
 * }} Side
 */

/**
 * One difference: what it is, of what, and where it lay and lies.
 * @typedef {{ kind: string, name: string, before: Quad | null, after: Quad | null, was?: string, is?: string }} Change
 */

/**
 * @param {Side} before
 * @param {Side} after
 * @returns {Change[]}
 */
export function differences(before, after) {
  const pairs = paired(before.template, after.template);
  return [...pairs.flatMap(([a, b]) => ofField(a, b)), ...ordered(pairs, before.template), ...ofWhole(before, after)];
}

/**
 * The fields of both, each beside what it was; null where it was not, or is no more.
 * @param {WireField[]} before
 * @param {WireField[]} after
 * @returns {[WireField | null, WireField | null][]}
 */
export function paired(before, after) {
  const left = [...before];
  /** @type {(alike: (one: WireField) => boolean) => WireField | null} */
  const take = (alike) => {
    const at = left.findIndex(alike);
    return at < 0 ? null : left.splice(at, 1)[0];
  };
  const named = after.map((field) => take(([, name]) => name === field[1]));
  /** @type {[WireField | null, WireField | null][]} */
  const pairs = after.map((field, at) => [named[at] ?? take(([quad]) => same(quad, field[0])), field]);
  return [...pairs, .../** @type {[WireField, null][]} */ (left.map((gone) => [gone, null]))];
}

/**
 * The list of changes, in words; with `pointed` each can be pointed at.
 * @param {Change[]} changes
 * @param {(change: Change | null) => unknown} [pointed]
 */
export function changeList(changes, pointed = () => {}) {
  if (!changes.length) return h('p', { class: 'hint' }, t('change.none'));
  const entry = (/** @type {Change} */ change) =>
    h(
      'li',
      { class: `change is-${change.kind}`, onpointerenter: () => pointed(change), onpointerleave: () => pointed(null) },
      t(`change.${change.kind}`, change),
    );
  return h('ul', { class: 'changes' }, changes.map(entry));
}

/**
 * @param {WireField | null} before
 * @param {WireField | null} after
 * @returns {Change[]}
 */
function ofField(before, after) {
  if (!before || !after) {
    const [quad, name] = /** @type {WireField} */ (before ?? after);
    return [{ kind: before ? 'removed' : 'added', name, before: before && quad, after: before ? null : quad }];
  }
  const places = { before: before[0], after: after[0] };
  /** @type {Change[]} */
  const found = [];
  if (before[1] !== after[1]) found.push({ kind: 'renamed', name: after[1], was: before[1], ...places });
  if (!same(before[0], after[0])) found.push({ kind: 'moved', name: after[1], ...places });
  if (!same(before[2] ?? {}, after[2] ?? {})) {
    found.push({ kind: 'typed', name: after[1], was: typeOf(before), is: typeOf(after), ...places });
  }
  return found;
}

/**
 * The order of the fields is the order of the answer.
 * @param {[WireField | null, WireField | null][]} pairs
 * @param {WireField[]} before
 */
function ordered(pairs, before) {
  const places = pairs.flatMap(([was, is]) => (was && is ? [before.indexOf(was)] : []));
  return places.every((place, at) => !at || place > places[at - 1]) ? [] : [of('order')];
}

/**
 * @param {Side} before
 * @param {Side} after
 * @returns {Change[]}
 */
function ofWhole(before, after) {
  /** @type {[string, unknown, unknown][]} */
  const members = [
    ['name', before.name ?? '', after.name ?? ''],
    ['note', before.note ?? '', after.note ?? ''],
    ['variable', before.variable ?? [], after.variable ?? []],
    ['rules', before.rules ?? [], after.rules ?? []],
    ['size', [before.width, before.height], [after.width ?? before.width, after.height ?? before.height]],
    ['copies', before.copies ?? 0, after.copies ?? before.copies ?? 0],
  ];
  return members.filter(([, was, is]) => !same(was, is)).map(([kind, was, is]) => of(kind, shown(was), shown(is)));
}

/** @type {(kind: string, was?: string, is?: string) => Change} */
const of = (kind, was = '', is = '') => ({ kind, name: '', before: null, after: null, was, is });
/** @type {(value: unknown) => string} */
const shown = (value) =>
  Array.isArray(value)
    ? typeof value[0] === 'number'
      ? value.join(' × ')
      : String(value.length)
    : String(value) || '–';
/** @type {(field: WireField) => string} */
const typeOf = ([, , options]) => String(options?.type ?? 'text');
/** @type {(a: unknown, b: unknown) => boolean} */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
