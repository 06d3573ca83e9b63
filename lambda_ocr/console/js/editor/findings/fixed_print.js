// The print that the document is known by: what the service takes for fixed, and what of it is struck out.
// Rule: a line is struck out while its middle lies in one of the draft's `variable` quads, whoever drew that.

import { between, inside, onPicture, rounded } from '../../shared/geometry.js';
import { textIn } from '../lines/letters.js';

/** @import { Draft } from '../draft.js' */

/**
 * A piece of print: a line that the service told of (`line`), or a place that was struck out before it told of any.
 * @typedef {{ id: string, quad: Quad, text: string, line: Wire.PrintDetail | null, struck: boolean }} Print
 */

/** @type {(quad: Quad) => Point} */
const middle = (quad) => between(quad[0], quad[2], 0.5);

/**
 * All print outside the fields, as far as it is known, from top to bottom; what is struck out is there in any case.
 * @param {Draft} draft
 * @returns {Print[]}
 */
export function printOf({ fixedPrint, variable, fields, lines }) {
  const told = (fixedPrint ?? []).filter(
    ({ position }) =>
      !liesIn(
        position,
        fields.map(({ quad }) => quad),
      ),
  );
  const known = told.map((line) => {
    const quad = line.position;
    return { id: idOf(quad), quad, text: line.text, line, struck: liesIn(quad, variable) };
  });
  const others = variable
    .filter((quad) => !told.some(({ position }) => inside(quad, middle(position))))
    .map((quad) => ({ id: idOf(quad), quad, text: textIn(quad, lines ?? []), line: null, struck: true }));
  return [...known, ...others].sort((a, b) => middle(a.quad)[1] - middle(b.quad)[1]);
}

/**
 * The print a save told of, and what it told of before and was left out this time because it is struck out: it can be
 * put back with its words.
 * @param {Wire.PrintDetail[]} told
 * @param {Wire.PrintDetail[]} before
 * @param {Quad[]} variable
 */
export function printTold(told, before, variable) {
  const left = told.map(({ position }) => idOf(position));
  const struck = before.filter(({ position }) => liesIn(position, variable) && !left.includes(idOf(position)));
  return [...told, ...struck];
}

/**
 * Strike a piece out, or put it back.
 * @param {Draft} draft
 * @param {Print} print
 * @param {Size} size
 */
export function turnOver(draft, { quad, struck }, size) {
  const variable = struck
    ? draft.variable.filter((other) => other !== quad && !inside(other, middle(quad)))
    : [...draft.variable, rounded(onPicture(quad, size))];
  draft.become({ variable });
}

/** @type {(quad: Quad, quads: Quad[]) => boolean} */
const liesIn = (quad, quads) => quads.some((other) => inside(other, middle(quad)));

/** @type {(quad: Quad) => string} */
const idOf = (quad) => `print ${quad.flat().join(' ')}`;
