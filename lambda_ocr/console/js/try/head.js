// The head of the page where templates are tried: which one, and what can be done with its readings.

import { t } from '../i18n/i18n.js';
import { about } from '../service/library.js';
import { h } from '../shared/dom.js';
import { icon } from '../shared/icons.js';

/**
 * What the head asks of its page.
 * @typedef {{ edit(): unknown, save(form: 'csv' | 'json'): unknown, pick(): unknown }} Asked
 */

/**
 * @param {HTMLSelectElement} select Of the template.
 * @param {Asked} asked
 */
export function head(select, asked) {
  const action = (/** @type {Child[]} */ words, /** @type {() => unknown} */ onclick) =>
    h('button', { type: 'button', class: 'quiet', onclick }, words);
  return h(
    'div',
    { class: 'page-head' },
    h(
      'div',
      { class: 'inline' },
      h('h1', {}, t('try.heading')),
      h('label', { for: 'try-template', class: 'only-read' }, t('try.template')),
      select,
    ),
    h(
      'div',
      { class: 'page-actions' },
      action([icon('edit'), t('try.edit')], () => asked.edit()),
      action([icon('download'), 'CSV'], () => asked.save('csv')),
      action([icon('download'), 'JSON'], () => asked.save('json')),
      h('button', { type: 'button', class: 'primary', onclick: () => asked.pick() }, icon('plus'), t('try.more')),
    ),
  );
}

/**
 * A template to choose, by its id until its name is known.
 * @param {string} id
 */
export function templateOption(id) {
  const option = h('option', { value: id }, id.slice(0, 8));
  about(id).then(
    ({ name }) => {
      option.textContent = name || `${t('templates.unnamed')} ${id.slice(0, 8)}`;
    },
    () => {},
  );
  return option;
}
