// What people said, as a table to keep.

import { call } from '../service/client.js';
import { csv } from '../shared/csv.js';

const HEAD = [
  'review_id',
  'template_id',
  'version',
  'reason',
  'reviewed_at',
  'reviewer',
  'key',
  'read',
  'value',
  'corrected',
];

/** Everything said so far, one row a field. */
export async function corrections() {
  /** @type {string[][]} */
  const rows = [HEAD];
  /** @type {string | null} */
  let cursor = '';
  while (cursor !== null) {
    /** @type {Wire.ReviewAnswer} */
    const answer = await call({ type: 'review', do: 'list', ...(cursor ? { cursor } : {}) });
    rows.push(...(answer.reviewed ?? []).flatMap(rowsOf));
    cursor = answer.next_cursor ?? null;
  }
  return csv(rows);
}

/** @param {Wire.ReviewedDetail} said */
const rowsOf = (said) =>
  said.fields.map(({ key, read, value, corrected }) => [
    said.review_id,
    said.template_id,
    String(said.version),
    said.reason,
    said.reviewed_at,
    said.reviewer,
    key,
    read ?? '',
    value,
    String(corrected),
  ]);
