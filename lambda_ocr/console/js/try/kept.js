// What outlives the view of trying: the template tried last, its pictures, and those that are still to be read with it.

import { Batch } from './batch.js';

/** @type {{ templateId: string, batch: Batch | null, current: number, waiting: File[] }} */
export const kept = { templateId: '', batch: null, current: 0, waiting: [] };

/**
 * Begin anew with a template; the pictures `waiting` are read with it.
 * @param {string} templateId
 * @param {File[]} [waiting]
 */
export function begin(templateId, waiting = []) {
  kept.batch?.stop();
  const batch = new Batch(templateId);
  Object.assign(kept, { templateId, batch, current: 0, waiting });
  return batch;
}

/**
 * Pictures that were read with one template are read with the one that takes its place.
 * @param {string} before
 * @param {string} after
 */
export function takeOver(before, after) {
  if (kept.templateId !== before || !kept.batch) return;
  const { current } = kept;
  begin(
    after,
    kept.batch.items.map((item) => item.file),
  );
  kept.current = current;
}
