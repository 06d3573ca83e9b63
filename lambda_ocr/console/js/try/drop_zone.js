// What stands where no picture was given yet: drop some, or choose.

import { t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';
import { icon } from '../shared/icons.js';

/** @param {() => unknown} pick */
export function dropZone(pick) {
  return h(
    'div',
    { class: 'drop-zone' },
    h('span', { class: 'drop-art', 'aria-hidden': 'true' }, icon('picture')),
    h('p', { class: 'drop-title' }, t('try.drop')),
    h('p', { class: 'hint' }, t('try.dropHint')),
    h('button', { type: 'button', class: 'primary', onclick: () => pick() }, t('try.choose')),
  );
}
