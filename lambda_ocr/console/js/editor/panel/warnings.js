// A list of warnings, as it stands at a field and at the whole.

import { t } from '../../i18n/i18n.js';
import { h } from '../../shared/dom.js';
import { icon } from '../../shared/icons.js';

const TIGHT = ['tight', 'cuts', 'field_too_tight'];

/**
 * Show warnings in a list, touching it only where they changed; those of too little room can be put right at once.
 * @param {HTMLElement} list
 * @param {Warning[]} warnings
 * @param {() => unknown} [makeRoom]
 */
export function fillWarnings(list, warnings, makeRoom) {
  const key = warnings.map(({ text }) => text).join('|');
  if (list.dataset.said === key) return;
  list.dataset.said = key;
  const button = (/** @type {Warning} */ { code }) =>
    makeRoom &&
    TIGHT.includes(code) &&
    h('button', { type: 'button', class: 'fix', onclick: makeRoom }, t('editor.makeRoom'));
  list.replaceChildren(
    ...warnings.map((warning) => h('li', {}, icon('warn'), h('span', {}, warning.text, ' ', button(warning)))),
  );
}
