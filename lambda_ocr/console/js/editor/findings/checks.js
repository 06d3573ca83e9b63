// What may go wrong with a template, seen before it is saved. Codes are keys of the page's words (`warn.…`).

import { area, bounds, inside, isConvex, sharedArea, sides, between } from '../../shared/geometry.js';

const SMALLEST = 8;
/** Share of the smaller of two fields; the service's own check warns from here on, too. */
const OVERLAP = 0.1;
const FEWEST_FIXED_LINES = 3;

/**
 * Warnings by field id, each a list of codes; those of the whole template under ''.
 * @param {Field[]} fields
 * @param {Line[] | null} lines
 * @param {Size} size
 * @returns {Map<string, string[]>}
 */
export function warningsOf(fields, lines, size) {
  const found = new Map(fields.map((field) => [field.id, ownFaults(field, fields, lines ?? [], size)]));
  if (fields.length && lines && lines.length > FEWEST_FIXED_LINES && fixedLines(fields, lines) < FEWEST_FIXED_LINES) {
    found.set('', ['fixed']);
  }
  return found;
}

/**
 * @param {Field} field
 * @param {Field[]} fields
 * @param {Line[]} lines
 * @param {Size} size
 */
function ownFaults(field, fields, lines, size) {
  const others = fields.filter((other) => other !== field);
  const [width, height] = sides(field.quad);
  const faults = [];
  if (!isConvex(field.quad)) faults.push('twisted');
  else if (Math.min(width, height) < SMALLEST) faults.push('small');
  if (outside(field.quad, size)) faults.push('outside');
  if (field.name.trim() && others.some((other) => other.name.trim() === field.name.trim())) faults.push('duplicate');
  if (
    others.some((other) => sharedArea(field.quad, other.quad) > OVERLAP * Math.min(area(field.quad), area(other.quad)))
  ) {
    faults.push('overlap');
  }
  const fits = lines.map((line) => fitOf(field.quad, line)).filter((fit) => fit);
  if (fits.includes('cut')) faults.push('cuts');
  else if (fits.includes('tight')) faults.push('tight');
  return faults;
}

/**
 * @param {Quad} quad
 * @param {Size} size
 */
function outside(quad, [width, height]) {
  const [left, top, right, bottom] = bounds(quad);
  return left < -1 || top < -1 || right > width + 1 || bottom > height + 1;
}

/**
 * How the lower and upper edges of a line's print stand to the quad, at three places along the part inside.
 * @param {Quad} quad
 * @param {Line} line
 */
function fitOf(quad, { position: [a, b, c, d] }) {
  const seen = [0.25, 0.5, 0.75].map((x) =>
    [0.02, 0.2, 0.5, 0.8, 0.98].map((y) => inside(quad, between(between(a, b, x), between(d, c, x), y))),
  );
  const within = seen.filter((column) => column.some(Boolean));
  if (!within.length) return '';
  if (within.some((column) => column[2] && !(column[1] && column[3]))) return 'cut';
  return within.some((column) => column[2] && !(column[0] && column[4])) ? 'tight' : '';
}

/** @type {(fields: Field[], lines: Line[]) => number} */
const fixedLines = (fields, lines) =>
  lines.filter(({ position }) => !fields.some((field) => inside(field.quad, between(position[0], position[2], 0.5))))
    .length;
