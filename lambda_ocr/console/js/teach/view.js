// A template is taught with further copies, and measured on copies whose values somebody put right.

import { t } from '../i18n/i18n.js';
import { MOST_BYTES, call } from '../service/client.js';
import { acceptDrops, h, pickFiles } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { explain, say } from '../shared/notices.js';
import { ACCEPTED, pictureOfData } from '../shared/pictures.js';
import { Copies, labelled } from './copies.js';
import { lessonList } from './lessons.js';
import { report } from './report.js';
import { lastReviewed } from './reviewed.js';

/** @import { Copy } from './copies.js' */
/** @import { Measured } from './report.js' */

/** Copies of one request: what fits into the seconds of an answer. */
const AT_ONCE = 3;

/**
 * What the page does when it is asked here; `changed` is told of a new version.
 * @typedef {{ edit(): unknown, changed(id: string): unknown }} Go
 */

/**
 * @param {string} id
 * @param {Go} go
 * @returns {View}
 */
export function teachView(id, go) {
  const view = new TeachView(id, go);
  view.start();
  return { element: view.element, destroy: () => {}, add: (files) => view.copies.add(files) };
}

class TeachView {
  /**
   * @param {string} id
   * @param {Go} go
   */
  constructor(id, go) {
    this.id = id;
    this.go = go;
    this.version = 0;
    this.copies = new Copies(id, () => this.draw());
    this.heading = h('h1', {}, t('teach.heading'));
    this.teachButton = h('button', { type: 'button', class: 'primary', onclick: () => this.teach() }, t('teach.teach'));
    this.measureButton = h(
      'button',
      { type: 'button', class: 'quiet', onclick: () => this.measure() },
      t('teach.measure'),
    );
    this.progress = h('p', { class: 'hint', role: 'status' });
    this.lessons = h('div', { 'aria-live': 'polite' });
    this.report = h('div', { class: 'report', 'aria-live': 'polite' });
    const pick = () => pickFiles(ACCEPTED, true, (files) => this.copies.add(files));
    this.element = h(
      'section',
      { class: 'page' },
      h(
        'div',
        { class: 'page-head' },
        h('div', {}, this.heading, h('p', { class: 'lead' }, t('teach.lead'))),
        h(
          'div',
          { class: 'page-actions' },
          h('button', { type: 'button', class: 'quiet', onclick: () => go.edit() }, icon('edit'), t('try.edit')),
          h('button', { type: 'button', class: 'quiet', onclick: pick }, icon('plus'), t('teach.add')),
          h('button', { type: 'button', class: 'quiet', onclick: () => this.addReviewed() }, t('teach.addReviewed')),
          this.measureButton,
          this.teachButton,
        ),
      ),
      h(
        'div',
        { class: 'page-body teach' },
        h('div', { class: 'drift' }, h('h2', {}, t('teach.copies')), this.progress, this.copies.element),
        h('div', { class: 'drift' }, h('h2', {}, t('teach.taught')), this.lessons),
        h('div', { class: 'drift' }, h('h2', {}, t('teach.report')), this.report),
      ),
    );
    acceptDrops(this.element, (files) => this.copies.add(files));
    this.report.append(h('p', { class: 'hint' }, t('teach.noReport')));
    this.draw();
  }

  async start() {
    try {
      const about = await call({ type: 'get', template_id: this.id });
      this.heading.textContent = t('teach.of', { name: about.name || t('templates.unnamed') });
      this._knows(about.version, about.lessons);
    } catch (fault) {
      this.lessons.replaceChildren(h('p', { class: 'fault', role: 'alert' }, explain(fault)));
    }
  }

  draw() {
    const { all, ready } = this.copies;
    this.teachButton.disabled = !ready.length;
    this.measureButton.disabled = !ready.some(({ known }) => known);
    this.progress.textContent = all.length
      ? t('try.progress', { done: ready.length, all: all.length })
      : t('teach.drop');
  }

  /** Show all copies to the template, a few at a time; each time it is a new version. */
  async teach() {
    const { ready } = this.copies;
    await this._busy(async () => {
      let taught = 0;
      for (const some of batches(ready)) {
        const copies = await Promise.all(some.map(labelled));
        const answer = await call({ type: 'teach', template_id: this.id, expected_version: this.version, copies });
        taught += answer.copies.filter(({ status }) => status === 'taught').length;
        this._knows(answer.version, answer.lessons);
        for (const [at, { message }] of answer.copies.entries()) {
          if (message) say(`${some[at].file.name}: ${message}`, { bad: true });
        }
      }
      say(t('teach.done', { taught, version: this.version }));
    });
  }

  /** Documents of this template that people have looked at, with what they said. */
  async addReviewed() {
    await this._busy(async () => {
      const reviewed = await lastReviewed(this.id);
      for (const said of reviewed) {
        const { document: kept } = await call({ type: 'review', do: 'get', review_id: said.review_id });
        if (!kept) continue;
        const picture = await pictureOfData(kept.img, said.review_id.slice(0, 8));
        this.copies.addSaid(
          picture,
          said.fields.map(({ key, value }) => [key, value]),
        );
      }
      if (!reviewed.length) say(t('teach.noReviewed'));
    });
  }

  /** @param {string[] | 'all'} ids */
  async forget(ids) {
    await this._busy(async () => {
      const answer = await call({ type: 'teach', template_id: this.id, expected_version: this.version, forget: ids });
      this._knows(answer.version, answer.lessons);
    });
  }

  /** Read the copies whose values are known, one after the other, and say how well. */
  async measure() {
    await this._busy(async () => {
      /** @type {Measured[]} */
      const measured = [];
      for (const copy of this.copies.ready.filter(({ known }) => known)) {
        const answer = await call({ type: 'evaluate', template_id: this.id, copies: [await labelled(copy)] });
        const picture = /** @type {Picture} */ (copy.picture);
        measured.push({ picture, name: copy.file.name, compared: answer.copies[0] });
        const bounds = answer.risk.map(({ score }) => score);
        this.report.replaceChildren(...report(measured, bounds));
      }
    });
  }

  /**
   * @param {number} version
   * @param {Wire.LessonDetail[]} lessons
   */
  _knows(version, lessons) {
    if (this.version && version !== this.version) this.go.changed(this.id);
    this.version = version;
    this.lessons.replaceChildren(lessonList(lessons, (ids) => this.forget(ids)));
  }

  /** @param {() => Promise<unknown>} act */
  async _busy(act) {
    this.element.setAttribute('aria-busy', 'true');
    this.teachButton.disabled = true;
    this.measureButton.disabled = true;
    try {
      await act();
    } catch (fault) {
      say(explain(fault), { bad: true });
    } finally {
      this.element.setAttribute('aria-busy', 'false');
      this.draw();
    }
  }
}

/**
 * Copies in their order, as many together as a request carries.
 * @param {Copy[]} copies
 */
function batches(copies) {
  /** @type {Copy[][]} */
  const found = [];
  let bytes = 0;
  for (const copy of copies) {
    const size = copy.picture?.blob.size ?? 0;
    const last = found.at(-1);
    if (last && last.length < AT_ONCE && bytes + size <= MOST_BYTES) last.push(copy);
    else {
      found.push([copy]);
      bytes = 0;
    }
    bytes += size;
  }
  return found;
}
