// Documents of a template that people have looked at.

import { call } from '../service/client.js';

/** Documents taken over at once. */
const MOST = 20;

/**
 * The last of them, oldest first. Pages begin with the oldest, so all are asked for.
 * @param {string} templateId
 */
export async function lastReviewed(templateId) {
  /** @type {Wire.ReviewedDetail[]} */
  let last = [];
  /** @type {string | null} */
  let cursor = '';
  while (cursor !== null) {
    /** @type {Wire.ReviewAnswer} */
    const answer = await call({ type: 'review', do: 'list', template_id: templateId, ...(cursor ? { cursor } : {}) });
    last = [...last, ...(answer.reviewed ?? [])].slice(-MOST);
    cursor = answer.next_cursor ?? null;
  }
  return last;
}
