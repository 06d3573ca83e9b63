// A file of any kind and length, read whole: pages that a request's time did not reach are asked for again.

import { call } from '../service/client.js';
import { carried } from '../service/sending.js';

/** @typedef {Wire.ReadAnswer} Answer */
/** @typedef {Answer['documents'][number]} Document */

/**
 * All that the service says of a file; `told` hears of each answer on the way.
 * @param {File} file
 * @param {(answer: Answer) => unknown} told
 * @param {AbortSignal} signal
 */
export async function readWhole(file, told, signal) {
  const by = await carried(file);
  let answer = await call({ type: 'read', ...by }, signal);
  told(answer);
  for (let left = pagesLeft(answer); left.length; left = pagesLeft(answer)) {
    const next = await call({ type: 'read', ...by, pages: left.join(',') }, signal);
    if (pagesLeft(next).length >= left.length) break; // one page alone takes longer than there is
    answer = joined(answer, next, left);
    told(answer);
  }
  return answer;
}

/** @type {(document: Document) => number[]} */
export const pagesOf = (document) => [document, ...document.further].map(({ page }) => page);

/**
 * Pages that time did not reach; with them a document that may go on there.
 * @param {Answer} answer
 */
export function pagesLeft({ documents, unmatched }) {
  const left = unmatched.filter(({ reason }) => reason === 'over_budget').map(({ page }) => page);
  const before = documents.find((one) => one.missing.length && Math.max(...pagesOf(one)) + 1 === left[0]);
  return left.length && before ? [...pagesOf(before), ...left] : left;
}

/**
 * An answer with what was asked for again in its place.
 * @param {Answer} answer
 * @param {Answer} next
 * @param {number[]} asked
 * @returns {Answer}
 */
export function joined(answer, next, asked) {
  const stays = (/** @type {{ page: number }} */ { page }) => !asked.includes(page);
  return {
    ...next,
    documents: [...answer.documents.filter(stays), ...next.documents],
    unmatched: [...answer.unmatched.filter(stays), ...next.unmatched],
  };
}
