// How much room a value needs, and how much other print, fields and the picture's edge leave it.
// Rule: lengths are in line heights, so that any scan is alike.

import { onPicture, sides } from '../../shared/geometry.js';
import { axes, extent, quadIn } from './frame.js';
import { heldOf } from './letters.js';

/** @import { Axes } from './frame.js' */

/** Room above and below the value and at either end, in line heights; docs/templates.md says why. */
export const ABOVE = 0.25;
export const BESIDE = 0.5;
/** Room between a value and what stands after it. */
export const APART = 0.35;

/**
 * How far a value that ends at `right` may grow before it meets print, another field, or the picture's edge.
 * @param {Axes} frame
 * @param {number} right
 * @param {Line[]} lines
 * @param {Field[]} fields
 * @param {Size} size
 * @param {Line} own
 */
export function roomAfter(frame, right, lines, fields, size, own) {
  const stops = [
    ...lines.filter((line) => line !== own).map((line) => line.position),
    ...fields.map((field) => field.quad),
  ]
    .map((quad) => extent(frame, quad))
    .filter(
      ([left, top, , bottom]) =>
        left >= right - 0.5 * frame.height && Math.min(bottom, frame.height) - Math.max(top, 0) > 0.2 * frame.height,
    )
    .map(([left]) => left);
  const edge = frame.u[0] > 0.1 ? (size[0] - frame.origin[0]) / frame.u[0] : Infinity;
  return Math.max(0, Math.min(...stops.map((left) => left - APART * frame.height), edge - 2) - right);
}

/**
 * Half the gap to the nearest print above (`side` -1) or below (1), at most `ABOVE` line heights.
 * @param {Axes} frame
 * @param {[number, number]} along
 * @param {Line[]} lines
 * @param {Line} own
 * @param {1 | -1} side
 */
export function roomBeside(frame, [left, right], lines, own, side) {
  const gaps = lines
    .filter((line) => line !== own)
    .map((line) => extent(frame, line.position))
    .filter(([l, , r]) => Math.min(r, right) - Math.max(l, left) > 0)
    .map(([, top, , bottom]) => (side < 0 ? -bottom : top - frame.height))
    .filter((gap) => gap > -0.3 * frame.height);
  return Math.min(ABOVE * frame.height, ...gaps.map((gap) => Math.max(0.04 * frame.height, gap / 2)));
}

/**
 * Half the gap to the print on the left, and all of that to a field.
 * @param {Axes} frame
 * @param {Line[]} lines
 * @param {Field[]} fields
 * @param {Line} own
 */
export function roomBefore(frame, lines, fields, own) {
  /** @type {(quads: Quad[], share: number) => number[]} */
  const gaps = (quads, share) =>
    quads
      .map((quad) => extent(frame, quad))
      .filter(
        ([, top, right, bottom]) =>
          right <= 0.3 * frame.height && Math.min(bottom, frame.height) - Math.max(top, 0) > 0.2 * frame.height,
      )
      .map(([, , right]) => Math.max(0, -right * share));
  const printed = lines.filter((line) => line !== own).map((line) => line.position);
  return Math.min(
    ...gaps(printed, 0.5),
    ...gaps(
      fields.map((field) => field.quad),
      1,
    ),
  );
}

/**
 * A field with the room that the text in it needs, as far as other print leaves it.
 * @param {Quad} quad
 * @param {Line[]} lines
 * @param {Field[]} fields
 * @param {Size} size
 */
export function roomier(quad, lines, fields, size) {
  const frame = axes(quad);
  const wanted = lines.flatMap((line) => {
    const held = heldOf(quad, line);
    return held ? [roomOf(axes(line.position), held, line, lines, fields, size)] : [];
  });
  const [left, top, right, bottom] = extent(frame, [quad, ...wanted].flat());
  return onPicture(quadIn(frame, left, top, right, bottom), size);
}

/**
 * @param {Axes} frame
 * @param {[number, number, boolean, boolean]} held
 * @param {Line} line
 * @param {Line[]} lines
 * @param {Field[]} fields
 * @param {Size} size
 */
function roomOf(frame, [start, stop, before, after], line, lines, fields, size) {
  const [left, right] = [start * frame.width, stop * frame.width];
  const begin = before ? left : left - Math.min(BESIDE * frame.height, roomBefore(frame, lines, fields, line));
  const end = after
    ? right
    : right + Math.min(BESIDE * frame.height, roomAfter(frame, right, lines, fields, size, line));
  return quadIn(
    frame,
    begin,
    -roomBeside(frame, [begin, end], lines, line, -1),
    end,
    frame.height + roomBeside(frame, [begin, end], lines, line, 1),
  );
}

/**
 * A field drawn out over one more line, along the field's own sides.
 * @param {Quad} quad
 * @param {Line} line
 */
export function joined(quad, line) {
  const frame = axes(quad);
  const [width, height] = sides(quad);
  const room = ABOVE * sides(line.position)[1];
  const [left, top, right, bottom] = extent(frame, line.position);
  return quadIn(
    frame,
    Math.min(0, left - room),
    Math.min(0, top - room),
    Math.max(width, right + room),
    Math.max(height, bottom + room),
  );
}
