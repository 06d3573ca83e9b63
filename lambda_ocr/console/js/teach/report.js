// How well a template reads copies whose values a person put right: sums, what a bound on the score would bring, misses.

import { t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';
import { percent, table } from '../shared/table.js';
import { upright } from '../shared/warp.js';

/** @typedef {{ picture: Picture, name: string, compared: Wire.CopyCompared }} Measured */
/** @typedef {{ right: number, wrong: number, refused: number }} Tally */

const CROP_HEIGHT = 44;

/**
 * The sums over all copies. A field of a refused picture is neither right nor wrong.
 * @param {Wire.CopyCompared[]} copies
 * @param {number[]} bounds
 */
export function sums(copies, bounds) {
  const fields = copies.flatMap((copy) => copy.fields);
  const keys = [...new Set(fields.map(({ key }) => key))];
  return {
    total: tally(fields),
    byField: keys.map((key) => ({ key, ...tally(fields.filter((field) => field.key === key)) })),
    risk: fields.length ? bounds.map((bound) => risk(fields, bound)) : [],
  };
}

/**
 * @param {Wire.FieldCompared[]} fields
 * @returns {Tally}
 */
function tally(fields) {
  const refused = fields.filter(({ value }) => value === null).length;
  const right = fields.filter((field) => field.right).length;
  return { right, wrong: fields.length - right - refused, refused };
}

/**
 * @param {Wire.FieldCompared[]} fields
 * @param {number} bound
 */
function risk(fields, bound) {
  const taken = fields.filter(({ value, score }) => value !== null && score >= bound);
  const wrong = taken.filter((field) => !field.right).length;
  return { bound, taken: taken.length / fields.length, wrong: taken.length ? wrong / taken.length : 0 };
}

/**
 * @param {Measured[]} measured
 * @param {number[]} bounds
 */
export function report(measured, bounds) {
  const {
    total,
    byField,
    risk: risks,
  } = sums(
    measured.map(({ compared }) => compared),
    bounds,
  );
  const misses = measured.flatMap((one) =>
    one.compared.fields.filter(({ right, value }) => !right && value !== null).map((field) => miss(one, field)),
  );
  return [
    h('p', { class: 'verdict' }, h('strong', {}, t('teach.total', { ...total, pictures: measured.length }))),
    table(
      t('teach.byField'),
      ['try.key', 'teach.right', 'teach.wrong', 'teach.refused'],
      byField.map((one) => [one.key, one.right, one.wrong, one.refused]),
    ),
    table(
      t('teach.risk'),
      ['try.score', 'teach.taken', 'teach.wrongOfTaken'],
      risks.map((one) => [`≥ ${one.bound}`, percent(one.taken), percent(one.wrong)]),
    ),
    h('h3', {}, t('teach.misses')),
    misses.length ? h('ul', { class: 'misses' }, misses) : h('p', { class: 'hint' }, t('teach.noMisses')),
  ];
}

/**
 * @param {Measured} measured
 * @param {Wire.FieldCompared} field
 */
function miss({ picture, name }, { key, truth, value, position }) {
  const crop = position ? upright(picture, position, CROP_HEIGHT) : null;
  crop?.setAttribute('role', 'img');
  crop?.setAttribute('aria-label', `${name}: ${key}`);
  return h(
    'li',
    {},
    h('p', { class: 'hint' }, `${name}: ${key}`),
    crop,
    h('p', {}, h('del', {}, value || '–'), ' ', h('ins', {}, truth || '–')),
  );
}
