// From a line of text to a field: which part of the line is the value, how much room it needs, what it may be called.
// Rule: a line is {text, position, at} as `detect` answers it. Lengths are in line heights, so that any scan is alike.

import { add, between, bounds, inside, length, minus, onPicture, sides, times } from '../shared/geometry.js';

/** Room above and below the value and at either end, in line heights; docs/templates.md says why. */
const ABOVE = 0.25;
const BESIDE = 0.5;
/** How much longer than today's the next value may be. */
const GROWTH = 0.6;
const APART = 0.35;
const COLON = /[:：]/;
const EDGES = /^[\s:：*·.、,，]+|[\s:：*·.、,，]+$/g;

/** @type {(text: string) => string} */
const cleaned = (text) => text.replace(EDGES, '').slice(0, 80);

/** @typedef {{ origin: Point, u: Point, v: Point, width: number, height: number }} Axes */

/**
 * The line's own axes: origin at its upper left, unit vectors along and across, size.
 * @param {Quad} quad
 * @returns {Axes}
 */
function axes([a, b, , d]) {
  const [along, down] = [minus(b, a), minus(d, a)];
  const [width, height] = [length(along) || 1, length(down) || 1];
  return { origin: a, u: times(along, 1 / width), v: times(down, 1 / height), width, height };
}

/**
 * A point in a line's axes.
 * @param {Axes} frame
 * @param {Point} point
 * @returns {Point}
 */
function within({ origin, u, v }, point) {
  const [dx, dy] = minus(point, origin);
  const determinant = u[0] * v[1] - u[1] * v[0] || 1;
  return [(dx * v[1] - dy * v[0]) / determinant, (dy * u[0] - dx * u[1]) / determinant];
}

/**
 * @param {Axes} frame
 * @param {number} left
 * @param {number} top
 * @param {number} right
 * @param {number} bottom
 * @returns {Quad}
 */
function quadIn({ origin, u, v }, left, top, right, bottom) {
  /** @type {(x: number, y: number) => Point} */
  const at = (x, y) => add(origin, add(times(u, x), times(v, y)));
  return [at(left, top), at(right, top), at(right, bottom), at(left, bottom)];
}

/**
 * Left, top, right, bottom of a quad in a line's axes.
 * @type {(frame: Axes, quad: Point[]) => Bounds}
 */
const extent = (frame, quad) => bounds(quad.map((corner) => within(frame, corner)));

/**
 * Share of the line's length where its value begins, and the label before it: after a colon, if there is one.
 * @param {Line} line
 */
export function parts(line) {
  const letters = Array.from(line.text);
  const colon = letters.findIndex(
    (letter, i) => COLON.test(letter) && i > 0 && !(/\d/.test(letters[i - 1]) && /\d/.test(letters[i + 1] ?? '')),
  );
  if (colon < 0) return { label: '', value: line.text, start: 0 };
  const at = line.at?.length === letters.length ? line.at : letters.map((_, i) => (i + 0.5) / letters.length);
  const rest = letters
    .slice(colon + 1)
    .join('')
    .trim();
  const next = letters.findIndex((letter, i) => i > colon && letter.trim());
  const start = rest ? Math.max(at[colon], at[next] - (at[next] - at[colon]) * 0.6) : 1;
  return { label: cleaned(letters.slice(0, colon).join('')), value: rest, start };
}

/**
 * How far a value that ends at `right` may grow before it meets print, another field, or the picture's edge.
 * @param {Axes} frame
 * @param {number} right
 * @param {Line[]} lines
 * @param {Field[]} fields
 * @param {Size} size
 * @param {Line} own
 */
function roomAfter(frame, right, lines, fields, size, own) {
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
function roomBeside(frame, [left, right], lines, own, side) {
  const gaps = lines
    .filter((line) => line !== own)
    .map((line) => extent(frame, line.position))
    .filter(([l, , r]) => Math.min(r, right) - Math.max(l, left) > 0)
    .map(([, top, , bottom]) => (side < 0 ? -bottom : top - frame.height))
    .filter((gap) => gap > -0.3 * frame.height);
  return Math.min(ABOVE * frame.height, ...gaps.map((gap) => Math.max(0.04 * frame.height, gap / 2)));
}

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
 * Half the gap to the print on the left, and all of that to a field.
 * @param {Axes} frame
 * @param {Line[]} lines
 * @param {Field[]} fields
 * @param {Line} own
 */
function roomBefore(frame, lines, fields, own) {
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

/**
 * The text the lines show within a quad, in reading order: each character by where its middle lies.
 * @param {Quad} quad
 * @param {Line[]} lines
 */
export function textIn(quad, lines) {
  const rows = lines.map((line) => ({ line, text: lettersIn(quad, line) })).filter(({ text }) => text.trim());
  return rows.map(({ text }) => text.trim()).join(' ');
}

/**
 * @param {Quad} quad
 * @param {Line} line
 */
function lettersIn(quad, line) {
  const { letters, middles } = lettersOf(line);
  return letters.filter((_, i) => inside(quad, middles[i])).join('');
}

/**
 * A line's letters, where along it each stands, and the middle of each on the picture.
 * @param {Line} line
 */
function lettersOf({ text, at: told, position: [a, b, c, d] }) {
  const letters = Array.from(text);
  const at = told?.length === letters.length ? told : letters.map((_, i) => (i + 0.5) / letters.length);
  return { letters, at, middles: at.map((share) => between(between(a, b, share), between(d, c, share), 0.5)) };
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
 * Where along a line the letters begin and end that stand in a quad, in shares of its length; null without any.
 * @param {Quad} quad
 * @param {Line} line
 * @returns {[number, number, boolean, boolean] | null}
 */
function heldOf(quad, line) {
  const { letters, at, middles } = lettersOf(line);
  const held = letters.flatMap((letter, i) => (letter.trim() && inside(quad, middles[i]) ? [i] : []));
  if (!held.length) return null;
  const [first, last] = [held[0], held[held.length - 1]];
  const before = letters.slice(0, first).some((letter) => letter.trim());
  const after = letters.slice(last + 1).some((letter) => letter.trim());
  return [
    before ? at[first] - (at[first] - at[first - 1]) * 0.6 : 0,
    after ? at[last] + (at[last + 1] - at[last]) * 0.6 : 1,
    before,
    after,
  ];
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
