// The templates the service has, as the page knows them. Rule: the service is the truth; what was asked for is kept until
// the list is asked again, and a deletion is sent only after the seconds in which it can be taken back.

import { call } from './client.js';

const AT_ONCE = 4;

/** @type {Map<string, Promise<Wire.GetAnswer>>} */
const known = new Map();
/** @type {Set<string>} */
const deleting = new Set();

/** Ids, newest first, without those about to be deleted. */
export async function templateIds() {
  const { template_id_list: ids } = await call({ type: 'list' });
  return ids.filter((id) => !deleting.has(id)).reverse();
}

let running = 0;
/** @type {(() => void)[]} */
const waiting = [];

/**
 * One template with its thumbnail; few are asked for at once.
 * @param {string} templateId
 * @returns {Promise<Wire.GetAnswer>}
 */
export function about(templateId) {
  const before = known.get(templateId);
  if (before) return before;
  const asked = slot(() => call({ type: 'get', template_id: templateId, picture: 'thumbnail' }));
  known.set(templateId, asked);
  asked.catch(() => known.delete(templateId));
  return asked;
}

/**
 * It was changed: what is known of it is asked anew.
 * @param {string} templateId
 */
export const forget = (templateId) => known.delete(templateId);

/**
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
async function slot(act) {
  if (running >= AT_ONCE) {
    /** @type {Promise<void>} */
    const turn = new Promise((go) => {
      waiting.push(go);
    });
    await turn;
  }
  running += 1;
  try {
    return await act();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/**
 * Hide a template at once; `send` deletes it, `keep` brings it back.
 * @param {string} templateId
 */
export function setAside(templateId) {
  deleting.add(templateId);
  return {
    keep: () => deleting.delete(templateId),
    send: async () => {
      try {
        await call({ type: 'del', template_id: templateId });
        known.delete(templateId);
      } finally {
        deleting.delete(templateId);
      }
    },
  };
}
