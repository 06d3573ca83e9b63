// Trying a template: pictures come in, readings come out, and one sees why.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { about, templateIds } from '../service/library.js';
import { acceptDrops, download, h, pickFiles } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { explain, say } from '../shared/notices.js';
import { ACCEPTED, pictureOfData } from '../shared/pictures.js';
import { Stage } from '../shared/stage.js';
import { Batch, csvOf, jsonOf } from './batch.js';
import { PictureList } from './list.js';
import { Overlay } from './overlay.js';
import { inspector, readingsTable, refusal, timings, verdict } from './reading.js';

/** @import { Item } from './batch.js' */

/**
 * What the page does when it is asked here.
 * @typedef {{ tried(id: string): unknown, edit(id: string): unknown }} Go
 */

const PRINT_OPACITY = 0.35;
/**
 * What outlives the view: the template tried last, its pictures, and those that are still to be read with it.
 * @type {{ templateId: string, batch: Batch | null, current: number, waiting: File[] }}
 */
let kept = { templateId: '', batch: null, current: 0, waiting: [] };
/**
 * Files chosen before it was known which templates there are.
 * @type {File[]}
 */
let early = [];

/**
 * Pictures that were read with one template are read with the one that takes its place.
 * @param {string} before
 * @param {string} after
 */
export function takeOver(before, after) {
  if (kept.templateId !== before || !kept.batch) return;
  const files = kept.batch.items.map((item) => item.file);
  kept.batch.stop();
  kept = { templateId: after, batch: new Batch(after), current: kept.current, waiting: files };
}

/**
 * @param {string} templateId
 * @param {Go} go
 * @returns {View}
 */
export function tryView(templateId, go) {
  const view = new TryView(go);
  view.start(templateId);
  return { element: view.element, destroy: () => view.destroy(), add: (files) => view.add(files) };
}

class TryView {
  /** @param {Go} go */
  constructor(go) {
    this.go = go;
    /**
     * The batch that is followed; none before it is known which templates there are.
     * @type {Batch | null}
     */
    this.batch = null;
    /** @type {{ picture: Picture, quads: Quad[] } | null} */
    this.template = null;
    /** What is on show, so that nothing is drawn twice. */
    this.shown = '';
    /** @type {Item | null} */
    this.item = null;
    this.selected = -1;
    this.stage = new Stage({ 'aria-label': t('try.stage'), role: 'group', 'data-testid': 'try-stage' });
    this.stage.panByTouch = true;
    this.stage.isPan = (event) => event.button === 0 || event.button === 1;
    this.overlay = new Overlay(this.stage, (index) => this.point(index));
    this.overlay.opacity(PRINT_OPACITY);
    this.stage.onview = () => this.overlay.viewed();
    /** @type {HTMLSelectElement} */
    this.select = h('select', { id: 'try-template', onchange: () => this.choose(this.select.value) });
    this.list = new PictureList((at) => this.look(at));
    this.result = h('div', { class: 'result', 'aria-live': 'polite' });
    this.seen = h('div', { class: 'seen' });
    this.drop = this._dropZone();
    this.bench = h(
      'div',
      { class: 'bench', hidden: true },
      h('div', { class: 'work' }, this._toolbar(), this.stage.element),
      h('aside', { class: 'panel', 'aria-label': t('try.readings') }, this.list.element, this.result, this.seen),
    );
    this.element = h('section', { class: 'try' }, this._head(), this.drop, this.bench);
    acceptDrops(this.element, (files) => this.add(files));
    this.changed = () => this.draw();
  }

  /** @param {string} templateId */
  async start(templateId) {
    try {
      const ids = await templateIds();
      if (!ids.length) this.nothingToTry();
      this.select.replaceChildren(...ids.map((id) => this._option(id)));
      this.select.disabled = !ids.length;
      const chosen = [templateId, kept.templateId].find((id) => ids.includes(id)) ?? ids[0];
      if (chosen) await this.choose(chosen);
    } catch (fault) {
      this.drop.replaceChildren(h('p', { class: 'fault', role: 'alert' }, explain(fault)));
    }
  }

  /**
   * A template to choose, by its id until its name is known.
   * @param {string} id
   */
  _option(id) {
    const option = h('option', { value: id }, id.slice(0, 8));
    about(id).then(
      ({ name }) => {
        option.textContent = name || `${t('templates.unnamed')} ${id.slice(0, 8)}`;
      },
      () => {},
    );
    return option;
  }

  /** @param {string} id */
  async choose(id) {
    this.select.value = id;
    if (kept.templateId !== id || !kept.batch) {
      kept.batch?.stop();
      kept = { templateId: id, batch: new Batch(id), current: 0, waiting: [] };
    }
    this.go.tried(id);
    this._follow(kept.batch ?? new Batch(id));
    Object.assign(this, { shown: '', template: null });
    this.overlay.setTemplate(null);
    this.draw();
    if (early.length) this.add(early.splice(0));
    try {
      const template = await call({ type: 'get', template_id: id, picture: 'full' });
      const picture = await pictureOfData(template.img ?? '', 'template');
      if (kept.templateId !== id) return;
      this.template = { picture, quads: template.template.map(([quad]) => quad) };
      this.overlay.setTemplate(picture, [...this.template.quads, ...template.variable]);
      this.point(this.selected);
    } catch (fault) {
      say(explain(fault), { bad: true });
    }
  }

  /**
   * Show this batch from now on; what was refused for want of access, or waits, is read.
   * @param {Batch} batch
   */
  _follow(batch) {
    this.batch?.removeEventListener('change', this.changed);
    this.batch = batch;
    batch.addEventListener('change', this.changed);
    batch.again();
    batch.add(kept.waiting.splice(0));
  }

  nothingToTry() {
    early = [];
    this.drop.replaceChildren(h('p', { class: 'drop-title' }, t('try.noTemplates')));
  }

  /** @param {File[]} files */
  add(files) {
    if (!this.batch) {
      early.push(...files);
      return;
    }
    kept.current = this.batch.items.length;
    this.batch.add(files);
  }

  clear() {
    this.batch?.stop();
    kept.batch = null;
    this.choose(kept.templateId);
  }

  destroy() {
    this.batch?.removeEventListener('change', this.changed);
    this.stage.destroy();
  }

  /** Follow the batch. */
  draw() {
    const { items, done } = this.batch ?? { items: [], done: 0 };
    this.drop.hidden = items.length > 0;
    this.bench.hidden = !items.length;
    this.list.draw(items, done, kept.current);
    const item = items[kept.current];
    if (item) this.show(item);
  }

  /** @param {number} at */
  look(at) {
    kept.current = at;
    this.draw();
  }

  /**
   * Show one picture and, when it is there, its answer; nothing is drawn twice.
   * @param {Item} item
   */
  async show(item) {
    const key = `${item.state} ${kept.current} ${kept.templateId}`;
    if (this.shown === key || !this.batch) return;
    this.shown = key;
    const picture = await this.batch.pictureOf(item).catch(() => null);
    if (this.shown !== key) return;
    if (this.stage.picture !== picture) this.stage.show(picture);
    this.item = item;
    this.overlay.show(item.answer);
    this.result.replaceChildren(...this._said(item));
    this.point(item.answer ? 0 : -1);
  }

  /** @param {Item} item */
  _said(item) {
    if (item.fault) return [refusal(item.fault)];
    if (!item.answer) return [h('p', { class: 'hint' }, t('try.reading'))];
    return [verdict(item.answer), readingsTable(item.answer, (index) => this.point(index)), timings(item.answer)];
  }

  /**
   * Link row and quad, and show what was seen there.
   * @param {number} index
   */
  point(index) {
    const field = this.item?.answer?.fields[index];
    this.selected = index;
    this.overlay.point(index);
    for (const row of this.result.querySelectorAll('tr')) {
      row.classList.toggle('is-selected', Number(row.dataset.index ?? -1) === index && index >= 0);
    }
    const picture = this.item?.picture ?? this.stage.picture;
    const quad = this.template?.quads[index];
    const template = this.template && field && quad ? { picture: this.template.picture, quad } : null;
    this.seen.replaceChildren(...(this.item?.answer && picture ? [inspector(field, picture, template)] : []));
  }

  _head() {
    const action = (/** @type {Child[]} */ words, /** @type {() => unknown} */ onclick) =>
      h('button', { type: 'button', class: 'quiet', onclick }, words);
    return h(
      'div',
      { class: 'page-head' },
      h(
        'div',
        { class: 'inline' },
        h('h1', {}, t('try.heading')),
        h('label', { for: 'try-template', class: 'only-read' }, t('try.template')),
        this.select,
      ),
      h(
        'div',
        { class: 'page-actions' },
        action([icon('edit'), t('try.edit')], () => kept.templateId && this.go.edit(kept.templateId)),
        action([icon('download'), 'CSV'], () => this.save('csv')),
        action([icon('download'), 'JSON'], () => this.save('json')),
        h('button', { type: 'button', class: 'primary', onclick: () => this.pick() }, icon('plus'), t('try.more')),
      ),
    );
  }

  /** @param {'csv' | 'json'} form */
  save(form) {
    const items = this.batch?.items ?? [];
    if (form === 'csv') download('readings.csv', 'text/csv;charset=utf-8', csvOf(items));
    else download('readings.json', 'application/json', jsonOf(items));
  }

  pick() {
    pickFiles(ACCEPTED, true, (files) => this.add(files));
  }

  _toolbar() {
    /** @type {HTMLInputElement} */
    const slider = h('input', {
      type: 'range',
      id: 'print',
      min: 0,
      max: 100,
      value: PRINT_OPACITY * 100,
      oninput: () => this.overlay.opacity(Number(slider.value) / 100),
    });
    /** @type {HTMLInputElement} */
    const quads = h('input', {
      type: 'checkbox',
      checked: true,
      onchange: () => this.stage.svg.classList.toggle('is-bare', !quads.checked),
    });
    return h(
      'div',
      { class: 'toolbar' },
      h('label', { class: 'group', for: 'print' }, t('try.print'), slider),
      h('label', { class: 'group' }, quads, t('try.quads')),
      h(
        'div',
        { class: 'group end' },
        h('button', { type: 'button', class: 'quiet', onclick: () => this.clear() }, t('try.clear')),
      ),
    );
  }

  _dropZone() {
    return h(
      'div',
      { class: 'drop-zone' },
      h('span', { class: 'drop-art', 'aria-hidden': 'true' }, icon('picture')),
      h('p', { class: 'drop-title' }, t('try.drop')),
      h('p', { class: 'hint' }, t('try.dropHint')),
      h('button', { type: 'button', class: 'primary', onclick: () => this.pick() }, t('try.choose')),
    );
  }
}
