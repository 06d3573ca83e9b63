// Pictures being read with one template: each waits, is read, and has an answer or a refusal.

import { call, wantsAccess } from '../service/client.js';
import { sent } from '../service/sending.js';
import { csv } from '../shared/csv.js';
import { Refusal, codeOf, messageOf } from '../shared/faults.js';
import { openPicture } from '../shared/pictures.js';

/**
 * A picture of the batch; it has an answer or a fault once it is done.
 * @typedef {{
 *   name: string,
 *   file: File,
 *   state: 'waiting' | 'reading' | 'done',
 *   answer: Wire.DetailAnswer | null,
 *   fault: unknown,
 *   picture: Picture | null,
 *   seen: number,
 * }} Item
 */

const AT_ONCE = 2;
/** Decoded pictures kept; others are decoded again when they are looked at. */
const DECODED = 8;

export class Batch extends EventTarget {
  /** @param {string} templateId */
  constructor(templateId) {
    super();
    this.templateId = templateId;
    /** @type {Item[]} */
    this.items = [];
    this._running = 0;
    this._stop = new AbortController();
  }

  /** @param {File[]} files */
  add(files) {
    for (const file of files) {
      this.items.push({ name: file.name, file, state: 'waiting', answer: null, fault: null, picture: null, seen: 0 });
    }
    this._next();
  }

  /** Read again what was refused because the service did not know who asked. */
  again() {
    for (const item of this.items.filter(({ fault }) => fault && wantsAccess(fault))) {
      Object.assign(item, { state: 'waiting', fault: null });
    }
    this._next();
  }

  stop() {
    this._stop.abort();
  }

  get done() {
    return this.items.filter((item) => item.answer || item.fault).length;
  }

  /**
   * The item's pixels.
   * @param {Item} item
   */
  async pictureOf(item) {
    item.picture ??= await openPicture(item.file);
    item.seen = performance.now();
    const decoded = this.items.filter((one) => one.picture).sort((a, b) => b.seen - a.seen);
    for (const old of decoded.slice(DECODED)) old.picture = null;
    return item.picture;
  }

  _next() {
    this.dispatchEvent(new Event('change'));
    while (this._running < AT_ONCE && !this._stop.signal.aborted) {
      const item = this.items.find((one) => one.state === 'waiting');
      if (!item) return;
      this._running += 1;
      item.state = 'reading';
      this._read(item).finally(() => {
        this._running -= 1;
        this._next();
      });
    }
  }

  /** @param {Item} item */
  async _read(item) {
    try {
      const picture = await this.pictureOf(item);
      item.answer = await call(
        { type: 'query', template_id: this.templateId, ...(await sent(picture)), detail: true },
        this._stop.signal,
      );
    } catch (fault) {
      item.fault = fault;
    }
    item.state = 'done';
  }
}

/** @param {unknown} fault */
function asError(fault) {
  const details = fault instanceof Refusal ? fault.details : {};
  return { code: codeOf(fault) ?? 'error', message: messageOf(fault), details };
}

/**
 * One row a field of each picture.
 * @param {Item[]} items
 */
export function csvOf(items) {
  const rows = items.flatMap((item) => {
    if (item.fault) return [[item.name, '', '', '', codeOf(item.fault) || 'error']];
    return (item.answer?.fields ?? []).map((field) => [
      item.name,
      field.key,
      field.value,
      field.score.toFixed(2),
      field.status,
    ]);
  });
  return csv([['picture', 'key', 'value', 'score', 'status'], ...rows]);
}

/**
 * What the service answered for each picture, as it was.
 * @param {Item[]} items
 */
export function jsonOf(items) {
  const told = items
    .filter((item) => item.answer || item.fault)
    .map(({ name, answer, fault }) => (answer ? { picture: name, answer } : { picture: name, error: asError(fault) }));
  return `${JSON.stringify(told, null, 2)}\n`;
}
