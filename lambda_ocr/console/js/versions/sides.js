// The two sides that are compared: versions of a template, and the draft that is not saved; and what they read.

import { call } from '../service/client.js';
import { sent } from '../service/sending.js';
import { codeOf, messageOf } from '../shared/faults.js';
import { pictureOfData } from '../shared/pictures.js';

/** @import { Side } from '../shared/differences.js' */

/** The side that is not saved. */
export const DRAFT = 'draft';

/**
 * What is drawn and not saved: the members of an `update`, and the picture, which is another one where it is `replaced`.
 * @typedef {{
 *   change: Pick<Wire.UpdateRequest, 'template' | 'variable' | 'rules' | 'page_of' | 'name' | 'note'>,
 *   picture: Picture | null,
 *   replaced: boolean,
 * }} Drafted
 */

/**
 * A side with its picture.
 * @typedef {{ about: Side, picture: Picture }} Seen
 */

/**
 * @param {string} id
 * @param {string} key A version's number, or DRAFT.
 * @param {number} newest
 * @param {() => Drafted | null} drafted
 * @returns {Promise<Seen>}
 */
export async function sideOf(id, key, newest, drafted) {
  const mine = key === DRAFT ? drafted() : null;
  const version = mine ? newest : Number(key);
  const kept = await call({ type: 'get', template_id: id, version, picture: mine?.picture ? 'none' : 'full' });
  if (!mine?.picture) return { about: kept, picture: await pictureOfData(kept.img ?? '', 'template') };
  const template = /** @type {WireField[]} */ (mine.change.template ?? kept.template);
  const { width, height } = mine.picture;
  return { about: { ...kept, ...mine.change, template, width, height }, picture: mine.picture };
}

/**
 * A picture read with both sides.
 * @param {string} id
 * @param {[string, string]} keys
 * @param {Picture} picture
 * @param {() => Drafted | null} drafted
 * @returns {Promise<[Wire.PreviewReading, Wire.PreviewReading]>}
 */
export async function readWithBoth(id, [before, after], picture, drafted) {
  const carried = await sent(picture);
  const mine = [before, after].includes(DRAFT) ? drafted() : null;
  const previewed = mine && (await preview(id, mine, carried));
  /** @type {(key: string) => Promise<Wire.PreviewReading>} */
  const read = async (key) => (key === DRAFT && previewed ? previewed.after : reading(id, Number(key), carried));
  return [await read(before), await read(after)];
}

/**
 * @param {string} id
 * @param {Drafted} mine
 * @param {{ img: string } | { url: string }} carried
 */
async function preview(id, { change, picture, replaced }, carried) {
  const own = replaced && picture ? await sent(picture) : {};
  const answer = await call({ type: 'preview', template_id: id, ...own, ...change, copies: [carried] });
  return answer.copies[0];
}

/**
 * @param {string} id
 * @param {number} version
 * @param {{ img: string } | { url: string }} carried
 * @returns {Promise<Wire.PreviewReading>}
 */
async function reading(id, version, carried) {
  try {
    const answer = await call({ type: 'query', template_id: id, version, ...carried, detail: true });
    return { refused: null, message: null, answer };
  } catch (fault) {
    const code = codeOf(fault);
    if (code !== 'template_mismatch') throw fault;
    return { refused: code, message: messageOf(fault), answer: null };
  }
}
