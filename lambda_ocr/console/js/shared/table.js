// Figures in rows under one head, and shares as people write them.

import { locale, t } from '../i18n/i18n.js';
import { h } from './dom.js';

/**
 * @param {string} caption
 * @param {string[]} heads Keys of words.
 * @param {(string | number)[][]} rows The first cell of each is its head.
 */
export function table(caption, heads, rows) {
  return h(
    'table',
    { class: 'readings' },
    h('caption', { class: 'hint' }, caption),
    h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, t(head))))),
    h(
      'tbody',
      {},
      ...rows.map(([first, ...rest]) =>
        h('tr', {}, h('th', { scope: 'row' }, first), ...rest.map((cell) => h('td', {}, cell))),
      ),
    ),
  );
}

/** @type {(value: number) => string} */
export const percent = (value) =>
  new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 }).format(value);
