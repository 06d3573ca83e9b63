// What the template's own print means under a field's type, or which type it looks like: asked of the service, whose
// parsers read the fields. Rule: each print and type is asked about once, many together, when nothing has moved a while.

import { call } from '../service/client.js';

/** @typedef {Answers['interpret']['fields'][number]} Meaning */
/** @typedef {{ text: string, options?: Record<string, unknown> }} Asked */

const WAIT_MS = 200;
const AT_ONCE = 50;
const LONGEST = 2000;

/**
 * By what was asked; null while there is no answer.
 * @type {Map<string, Meaning | null>}
 */
const known = new Map();
/** @type {Map<string, Asked>} */
const waiting = new Map();
let timer = 0;

/**
 * What is known of a print; null where nothing is yet: then it is asked, and `told` is called when it is known.
 * @param {string} text
 * @param {Record<string, unknown> | null} options null: which type does it look like?
 * @param {() => unknown} told
 */
export function meaningOf(text, options, told) {
  if (!text || text.length > LONGEST) return null;
  const asked = options ? { text, options } : { text };
  const key = JSON.stringify(asked);
  const found = known.get(key);
  if (found !== undefined) return found;
  waiting.set(key, asked);
  clearTimeout(timer);
  timer = setTimeout(() => ask(told), WAIT_MS);
  return null;
}

/** @param {() => unknown} told */
async function ask(told) {
  const [...all] = waiting;
  waiting.clear();
  for (const [key] of all) known.set(key, null);
  let answered = 0;
  try {
    while (answered < all.length) {
      const some = all.slice(answered, answered + AT_ONCE);
      const { fields } = await call({ type: 'interpret', fields: some.map(([, asked]) => asked) });
      some.forEach(([key], i) => known.set(key, fields[i]));
      answered += some.length;
    }
  } catch {
    // a type can be chosen without a suggestion; the next look at the field asks again
    for (const [key] of all.slice(answered)) known.delete(key);
  }
  if (answered) told(); // a look at what nobody answered would ask at once, and for ever
}
