// Line icons, and buttons that are one.

import { h, s } from './dom.js';

/** @typedef {keyof typeof ICONS} Icon */

const ICONS = {
  undo: 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1',
  redo: 'M15 7l5 5-5 5M20 12H10a6 6 0 0 0-6 6v1',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  teach: 'M12 5 2 9l10 4 10-4zM6 11v5c3 3 9 3 12 0v-5',
  history: 'M4 12a8 8 0 1 0 3-6.2M4 4v4h4M12 8v4l3 2',
  key: 'M8 19a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM11.5 10.5 20 4M16.5 6.7l2.6 3.2M13.8 8.8l1.8 2.2',
  magnet: 'M5 4v8a7 7 0 0 0 14 0V4h-5v8a2 2 0 0 1-4 0V4zM5 8h5M14 8h5',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 17h.01',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  upload: 'M12 16V5M7 9l5-5 5 5M5 20h14',
  play: 'M7 4l13 8-13 8z',
  warn: 'M12 3 2 20h20zM12 10v4M12 17h.01',
  close: 'M6 6l12 12M18 6 6 18',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4 4',
  edit: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
};

/**
 * A line icon; decoration only, so it has no name of its own.
 * @param {Icon} name
 */
export function icon(name) {
  return s(
    'svg',
    { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    s('path', { d: ICONS[name] }),
  );
}

/**
 * A button that is an icon; `label` is its name and its tooltip.
 * @param {Icon} name
 * @param {string} label
 * @param {(event: MouseEvent) => unknown} onclick
 * @param {Props} [props]
 */
export function iconButton(name, label, onclick, props = {}) {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...props },
    icon(name),
  );
}
