// What a line of text says and where: its label and its value, its letters and the place of each.
// Rule: a line is {text, position, at} as `detect` answers it.

import { between, inside } from '../../shared/geometry.js';

const COLON = /[:：]/;
const EDGES = /^[\s:：*·.、,，]+|[\s:：*·.、,，]+$/g;

/** @type {(text: string) => string} */
export const cleaned = (text) => text.replace(EDGES, '').slice(0, 80);

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
 * Where along a line the letters begin and end that stand in a quad, in shares of its length; null without any.
 * @param {Quad} quad
 * @param {Line} line
 * @returns {[number, number, boolean, boolean] | null}
 */
export function heldOf(quad, line) {
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
