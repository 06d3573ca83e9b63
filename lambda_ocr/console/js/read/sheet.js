// A page with what was found on it: its pixels where the browser can show them, else a sheet of its size.

import { h, s } from '../shared/dom.js';

/** @import { Document } from './asking.js' */

/** Of a field's height. */
const TYPE_SIZE = 0.55;

/**
 * @param {Document | Document['further'][number]} page
 * @param {Picture | null} picture
 * @param {(index: number) => unknown} pointed Told which field the pointer is on.
 */
export function sheet(page, picture, pointed) {
  const [width, height] = page.size;
  const found = page.fields.flatMap((field, index) => {
    if (!field.position) return [];
    const [[x, y], , , [, bottom]] = field.position;
    const shape = s('polygon', {
      points: pointsOf(field.position),
      class: `is-${field.status}`,
      'data-index': index,
      onpointerenter: () => pointed(index),
    });
    const size = Math.abs(bottom - y) * TYPE_SIZE;
    return picture ? [shape] : [shape, s('text', { x, y: y + (bottom - y) * 0.75, 'font-size': size }, field.value)];
  });
  const edge = page.outline ? s('polygon', { points: pointsOf(page.outline), class: 'outline' }) : null;
  return h(
    'div',
    { class: 'sheet' },
    picture?.levels[0] ?? null,
    s('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' }, edge, ...found),
  );
}

/** @type {(quad: Quad) => string} */
const pointsOf = (quad) => quad.map((corner) => corner.join(',')).join(' ');
