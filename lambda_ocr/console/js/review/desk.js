// The document that a person has, and the next one, fetched while they look. Rule: whatever is taken is finished or given
// back.

import { call } from '../service/client.js';
import { pictureOfData } from '../shared/pictures.js';

/** @typedef {Wire.ReviewDocument} Kept */

/**
 * A document with its pixels, and what is to be said of each field.
 * @typedef {{ kept: Kept, picture: Picture, values: string[], order: number[], doubtful: number }} Task
 */

const TO_LOOK_AT = ['invalid', 'low_confidence', 'out_of_frame'];

export class Desk {
  /** @param {() => string} reviewer Who one says one is. */
  constructor(reviewer) {
    this._reviewer = reviewer;
    /** @type {Task | null} */
    this.task = null;
    /** @type {Promise<Task | null> | null} */
    this._next = null;
    /** What is being said of a document. @type {Promise<void> | null} */
    this._saying = null;
    this.waiting = 0;
    this._gone = false;
  }

  /** Have a document on the desk, and the one after it on its way. */
  async advance() {
    if (this._gone) return;
    const taken = this._next ?? this._take();
    this._next = null;
    this.task = await taken;
    if (this._gone) await this.release(); // left while it was on its way
    if (!this.task) return;
    this._next = this._take();
    this._next.catch(() => {}); // said when it is its turn
  }

  /** What stands in the fields is so; raises Refusal. */
  async finish() {
    if (!this.task) return;
    this._saying = this._say(this.task);
    await this._saying;
  }

  /** @param {Task} task */
  async _say({ kept, values }) {
    await this._ask({ do: 'done', ...named(kept), values });
    this.task = null;
  }

  /** Give the document back unseen. */
  async release() {
    if (!this.task) return;
    const { kept } = this.task;
    this.task = null;
    await this._ask({ do: 'release', ...named(kept) });
  }

  /** Give back all there is, and what is still on its way when it comes. */
  async leave() {
    this._gone = true;
    await this._saying?.catch(() => {}); // what is on its way comes first, or it would find the lease given back
    const next = await this._next?.catch(() => null);
    this._next = null;
    await this.release();
    if (!next) return;
    this.task = next;
    await this.release();
  }

  /** @returns {Promise<Task | null>} */
  async _take() {
    const { document: kept } = await this._ask({ do: 'next' });
    if (!kept) return null;
    return taskOf(kept, await pictureOfData(kept.img, 'document'));
  }

  /**
   * @param {Pick<Wire.ReviewRequest, 'do' | 'review_id' | 'lease' | 'values'>} asked
   */
  async _ask(asked) {
    const answer = await call({ type: 'review', ...asked, reviewer: this._reviewer() });
    this.waiting = answer.waiting;
    return answer;
  }
}

/**
 * The fields that somebody should look at come first; of a refused document all of them.
 * @param {Kept} kept
 * @param {Picture} picture
 * @returns {Task}
 */
export function taskOf(kept, picture) {
  const places = kept.keys.map((_, at) => at);
  const looked = (/** @type {number} */ at) => TO_LOOK_AT.includes(kept.fields[at]?.status ?? 'invalid');
  const first = places.filter(looked);
  const order = first.length ? [...first, ...places.filter((at) => !looked(at))] : places;
  const values = places.map((at) => kept.fields[at]?.value ?? '');
  return { kept, picture, values, order, doubtful: first.length || places.length };
}

/** @param {Kept} kept */
const named = (kept) => ({ review_id: kept.review_id, lease: kept.lease ?? '' });
