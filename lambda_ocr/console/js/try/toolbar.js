// What can be set above a picture that was read: how much of the template's print shows, and whether quads do.

import { t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';

/** @import { Stage } from '../shared/stage.js' */
/** @import { Overlay } from './overlay.js' */

const PRINT_OPACITY = 0.35;

/**
 * @param {Stage} stage
 * @param {Overlay} overlay
 * @param {() => unknown} clear
 */
export function toolbar(stage, overlay, clear) {
  overlay.opacity(PRINT_OPACITY);
  /** @type {HTMLInputElement} */
  const slider = h('input', {
    type: 'range',
    id: 'print',
    min: 0,
    max: 100,
    value: PRINT_OPACITY * 100,
    oninput: () => overlay.opacity(Number(slider.value) / 100),
  });
  /** @type {HTMLInputElement} */
  const quads = h('input', {
    type: 'checkbox',
    checked: true,
    onchange: () => stage.svg.classList.toggle('is-bare', !quads.checked),
  });
  return h(
    'div',
    { class: 'toolbar' },
    h('label', { class: 'group', for: 'print' }, t('try.print'), slider),
    h('label', { class: 'group' }, quads, t('try.quads')),
    h(
      'div',
      { class: 'group end' },
      h('button', { type: 'button', class: 'quiet', onclick: () => clear() }, t('try.clear')),
    ),
  );
}
