// A line's own axes: lengths along it and across it, whichever way it runs on the picture.

import { add, bounds, length, minus, times } from '../../shared/geometry.js';

/** @typedef {{ origin: Point, u: Point, v: Point, width: number, height: number }} Axes */

/**
 * The line's own axes: origin at its upper left, unit vectors along and across, size.
 * @param {Quad} quad
 * @returns {Axes}
 */
export function axes([a, b, , d]) {
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
export function quadIn({ origin, u, v }, left, top, right, bottom) {
  /** @type {(x: number, y: number) => Point} */
  const at = (x, y) => add(origin, add(times(u, x), times(v, y)));
  return [at(left, top), at(right, top), at(right, bottom), at(left, bottom)];
}

/**
 * Left, top, right, bottom of a quad in a line's axes.
 * @type {(frame: Axes, quad: Point[]) => Bounds}
 */
export const extent = (frame, quad) => bounds(quad.map((corner) => within(frame, corner)));
