// Pictures read with both sides, before anything is published: where the two differ, and where they say the same.

import { counted, t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';
import { explain } from '../shared/notices.js';
import { openPicture } from '../shared/pictures.js';

/** @typedef {(picture: Picture) => Promise<[Wire.PreviewReading, Wire.PreviewReading]>} Read */

/**
 * Read the files one after the other; a section for each, as it comes.
 * @param {File[]} files
 * @param {HTMLElement} list
 * @param {Read} read
 * @param {() => boolean} wanted
 */
export async function tryBoth(files, list, read, wanted) {
  list.replaceChildren();
  list.setAttribute('aria-busy', 'true');
  for (const file of files) {
    const section = h(
      'section',
      { class: 'tried' },
      h('h3', {}, file.name),
      h('p', { class: 'hint' }, t('try.reading')),
    );
    list.append(section);
    const shown = await compared(file, read).catch((fault) => h('p', { class: 'fault' }, explain(fault)));
    if (!wanted()) return;
    section.lastElementChild?.replaceWith(shown);
  }
  list.setAttribute('aria-busy', 'false');
}

/**
 * @param {File} file
 * @param {Read} read
 * @returns {Promise<HTMLElement>}
 */
async function compared(file, read) {
  const [before, after] = (await read(await openPicture(file))).map(valuesOf);
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const differing = keys.filter((key) => before.get(key) !== after.get(key));
  if (!differing.length) return h('p', { class: 'hint is-same' }, counted('versions.same', keys.length));
  const row = (/** @type {string} */ key) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, key || t('versions.whole')),
      h('td', { class: 'was' }, before.get(key) ?? '–'),
      h('td', { class: 'is' }, after.get(key) ?? '–'),
    );
  const heads = ['try.key', 'versions.before', 'versions.after'].map((name) => h('th', { scope: 'col' }, t(name)));
  return h(
    'table',
    { class: 'readings' },
    h('caption', {}, t('versions.differ', { count: differing.length, all: keys.length })),
    h('thead', {}, h('tr', {}, heads)),
    h('tbody', {}, differing.map(row)),
  );
}

/**
 * What one side says of each field; those of one name by their number.
 * @param {Wire.PreviewReading} reading
 * @returns {Map<string, string>}
 */
function valuesOf({ refused, answer }) {
  if (!answer) return new Map([['', `${t('try.refused')}: ${refused}`]]);
  /** @type {Map<string, string>} */
  const values = new Map();
  for (const { key, value } of answer.fields) {
    let unique = key;
    for (let number = 2; values.has(unique); number += 1) unique = `${key} #${number}`;
    values.set(unique, value);
  }
  return values;
}
