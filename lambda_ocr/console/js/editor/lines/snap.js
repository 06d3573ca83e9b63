// From a line of text to a field: which part of the line is the value, how much room it needs, what it may be called.

import { between, inside, onPicture } from '../../shared/geometry.js';
import { axes, extent, quadIn } from './frame.js';
import { cleaned, parts } from './letters.js';
import { APART, BESIDE, roomAfter, roomBefore, roomBeside } from './room.js';

/** How much longer than today's the next value may be. */
const GROWTH = 0.6;

/**
 * The field a line of text makes: {quad, name}. `size` is the picture's [width, height].
 * @param {Line} line
 * @param {Line[]} lines
 * @param {Field[]} fields
 * @param {Size} size
 */
export function fieldOfLine(line, lines, fields, size) {
  const frame = axes(line.position);
  const { label, value, start } = parts(line);
  const isLabel = label && !value;
  const left = isLabel ? frame.width + APART * frame.height : start * frame.width;
  const right = isLabel ? left : frame.width;
  const wished = isLabel ? 8 * frame.height : BESIDE * frame.height + GROWTH * (right - left);
  const end =
    right + Math.min(wished, Math.max(roomAfter(frame, right, lines, fields, size, line), 0.15 * frame.height));
  const begin =
    start > 0 || isLabel
      ? left - (isLabel ? 0 : 0.1 * frame.height)
      : left - Math.min(BESIDE * frame.height, roomBefore(frame, lines, fields, line));
  const above = roomBeside(frame, [begin, end], lines, line, -1);
  const below = roomBeside(frame, [begin, end], lines, line, 1);
  const quad = onPicture(quadIn(frame, begin, -above, Math.max(end, begin + frame.height), frame.height + below), size);
  return { quad, name: label || labelBeside(line, lines, fields) };
}

/**
 * What stands left of a line on its row, or right above it, and is no field itself; '' when nothing does.
 * @param {Line} line
 * @param {Line[]} lines
 * @param {Field[]} fields
 */
export function labelBeside(line, lines, fields) {
  const frame = axes(line.position);
  const free = lines.filter(
    (other) => other !== line && !fields.some((field) => inside(field.quad, middle(other.position))),
  );
  const placed = free.map((other) => ({ other, box: extent(frame, other.position) }));
  const left = placed
    .filter(
      ({ box: [, top, right, bottom] }) =>
        right < 0.5 * frame.height &&
        right > -8 * frame.height &&
        Math.min(bottom, frame.height) - Math.max(top, 0) > 0.5 * Math.min(frame.height, bottom - top),
    )
    .sort((a, b) => b.box[2] - a.box[2]);
  const above = placed
    .filter(
      ({ box: [l, , r, bottom] }) =>
        bottom < 0.4 * frame.height &&
        bottom > -1.2 * frame.height &&
        Math.min(r, frame.width) - Math.max(l, 0) > 0.3 * Math.min(frame.width, r - l),
    )
    .sort((a, b) => b.box[3] - a.box[3]);
  const best = left[0] ?? above[0];
  return best ? cleaned(parts(best.other).label || best.other.text) : '';
}

/** @type {(quad: Quad) => Point} */
const middle = (quad) => between(quad[0], quad[2], 0.5);
