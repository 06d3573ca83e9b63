// Reading whatever file comes, with whichever template its pages are of: pages at the side, what was read beside them.

import { t } from '../i18n/i18n.js';
import { about } from '../service/library.js';
import { acceptDrops, download, h, pickFiles } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { explain } from '../shared/notices.js';
import { openPicture } from '../shared/pictures.js';
import { readingsTable, refusal } from '../shared/reading.js';
import { readWhole } from './asking.js';
import { sheet } from './sheet.js';

/** @import { Answer, Document } from './asking.js' */

/**
 * A file that was dropped, and what is known of it by now.
 * @typedef {{ file: File, answer: Answer | null, fault: unknown, picture: Picture | null, isDone: boolean }} Item
 */

/**
 * A row at the side: a file that waits or was refused, or a page of one.
 * @typedef {{
 *   item: Item,
 *   page: Document | Document['further'][number] | null,
 *   missing: number[],
 *   unread: Answer['unmatched'][number] | null,
 * }} Row
 */

/** @returns {View} */
export function readView() {
  const view = new ReadView();
  return { element: view.element, destroy: () => view.ended.abort(), add: (files) => view.add(files) };
}

class ReadView {
  constructor() {
    /** @type {Item[]} */
    this.items = [];
    this.current = 0;
    this.ended = new AbortController();
    this.isReading = false;
    this.list = h('ul', { class: 'pictures' });
    this.words = h('p', { class: 'hint', role: 'status' });
    this.result = h('div', { class: 'result' });
    this.page = h('div', { class: 'work sheets' });
    this.drop = h(
      'div',
      { class: 'drop-zone' },
      h('span', { class: 'drop-art', 'aria-hidden': 'true' }, icon('picture')),
      h('p', { class: 'drop-title' }, t('read.drop')),
      h('p', { class: 'hint' }, t('read.dropHint')),
    );
    const side = h('aside', { class: 'panel', 'aria-label': t('try.readings') }, this.words, this.list, this.result);
    this.bench = h('div', { class: 'bench', hidden: true }, this.page, side);
    this.element = h('section', { class: 'try read' }, this._head(), this.drop, this.bench);
    acceptDrops(this.element, (files) => this.add(files));
  }

  _head() {
    const pick = () => pickFiles('', true, (files) => this.add(files));
    return h(
      'div',
      { class: 'page-head' },
      h('h1', {}, t('read.heading')),
      h(
        'div',
        { class: 'page-actions' },
        h('button', { type: 'button', class: 'quiet', onclick: () => this.save() }, icon('download'), 'JSON'),
        h('button', { type: 'button', class: 'primary', onclick: pick }, icon('plus'), t('read.choose')),
      ),
    );
  }

  /** @param {File[]} files */
  add(files) {
    for (const file of files) this.items.push({ file, answer: null, fault: null, picture: null, isDone: false });
    this.draw();
    this._next();
  }

  /** One file after the other: the service reads the pages of each as fast as it can. */
  async _next() {
    const item = this.items.find((one) => !one.isDone);
    if (this.isReading || !item) return;
    this.isReading = true;
    try {
      item.picture = await openPicture(item.file).catch(() => null);
      await readWhole(item.file, (answer) => this._told(item, answer), this.ended.signal);
    } catch (fault) {
      item.fault = fault;
    }
    item.isDone = true;
    this.isReading = false;
    if (this.ended.signal.aborted) return;
    this.draw();
    this._next();
  }

  /**
   * @param {Item} item
   * @param {Answer} answer
   */
  _told(item, answer) {
    item.answer = answer;
    this.draw();
  }

  draw() {
    const rows = this.items.flatMap(rowsOf);
    const done = this.items.filter(({ isDone }) => isDone).length;
    this.drop.hidden = rows.length > 0;
    this.bench.hidden = !rows.length;
    this.words.textContent = t('read.progress', { done, all: this.items.length });
    this.current = Math.min(this.current, rows.length - 1);
    this.list.replaceChildren(...rows.map((row, at) => this._listed(row, at)));
    if (rows[this.current]) this._show(rows[this.current]);
  }

  /**
   * @param {Row} row
   * @param {number} at
   */
  _listed(row, at) {
    const [word, kind] = stateOf(row);
    const page = row.page?.page ?? row.unread?.page;
    const look = () => {
      this.current = at;
      this.draw();
    };
    return h(
      'li',
      {},
      h(
        'button',
        { type: 'button', onclick: look, 'aria-current': String(at === this.current) },
        h(
          'span',
          { class: 'picture-name' },
          page ? t('read.page', { name: row.item.file.name, page }) : row.item.file.name,
        ),
        h('span', { class: `status is-${kind}` }, word),
      ),
    );
  }

  /** @param {Row} row */
  _show({ item, page, missing, unread }) {
    const point = (/** @type {number} */ index) => this._point(index);
    this.page.replaceChildren(...(page ? [sheet(page, item.picture, point)] : []));
    this.result.replaceChildren(...(page ? this._read(page, missing) : [said(item, unread)]));
  }

  /**
   * @param {Document | Document['further'][number]} page
   * @param {number[]} missing
   */
  _read(page, missing) {
    const name = h('p', {}, page.template_id.slice(0, 8));
    const place = page.page_of;
    about(page.template_id).then(
      (template) => {
        name.textContent = template.name || `${t('templates.unnamed')} ${page.template_id.slice(0, 8)}`;
      },
      () => {},
    );
    return [
      name,
      place ? h('p', { class: 'hint' }, t('read.pageOf', { ...place })) : null,
      missing.length
        ? h('p', { class: 'fault', role: 'alert' }, t('read.missing', { pages: missing.join(', ') }))
        : null,
      readingsTable(page, (index) => this._point(index)),
    ].filter((one) => one !== null);
  }

  /** @param {number} index */
  _point(index) {
    for (const one of this.element.querySelectorAll('[data-index]')) {
      one.classList.toggle('is-selected', Number(one.getAttribute('data-index')) === index);
    }
  }

  save() {
    const told = this.items
      .filter(({ answer, fault }) => answer || fault)
      .map(({ file, answer, fault }) => ({ file: file.name, ...(answer ? { answer } : { error: explain(fault) }) }));
    download('read.json', 'application/json', `${JSON.stringify(told, null, 2)}\n`);
  }
}

/**
 * What a file has at the side: its pages in order; itself while nothing is known of them.
 * @param {Item} item
 * @returns {Row[]}
 */
function rowsOf(item) {
  const none = { item, page: null, missing: [], unread: null };
  if (!item.answer) return [none];
  const { documents, unmatched } = item.answer;
  const read = documents.flatMap((document) =>
    [document, ...document.further].map((page) => ({ ...none, page, missing: document.missing })),
  );
  const number = (/** @type {Row} */ { page, unread }) => page?.page ?? unread?.page ?? 0;
  return [...read, ...unmatched.map((unread) => ({ ...none, unread }))].sort((a, b) => number(a) - number(b));
}

/**
 * [word, kind] for a row.
 * @param {Row} row
 */
function stateOf({ item, page, missing, unread }) {
  if (page) return missing.length ? [t('read.incomplete'), 'low_confidence'] : [t('read.found'), 'ok'];
  if (unread) return [t('read.unknown'), 'refused'];
  return item.fault ? [t('try.refused'), 'refused'] : [t('try.reading'), 'waiting'];
}

/**
 * Why there is nothing to read.
 * @param {Item} item
 * @param {Row['unread']} unread
 */
function said({ fault }, unread) {
  if (fault) return refusal(fault);
  return unread ? h('p', { class: 'refusal' }, unread.message) : h('p', { class: 'hint' }, t('try.reading'));
}
