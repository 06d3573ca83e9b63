// Trying a template: pictures come in, readings come out, and one sees why.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { templateIds } from '../service/library.js';
import { acceptDrops, download, h, pickFiles } from '../shared/dom.js';
import { explain, say } from '../shared/notices.js';
import { ACCEPTED, pictureOfData } from '../shared/pictures.js';
import { Stage } from '../shared/stage.js';
import { csvOf, jsonOf } from './batch.js';
import { dropZone } from './drop_zone.js';
import { head, templateOption } from './head.js';
import { begin, kept } from './kept.js';
import { PictureList } from './list.js';
import { Overlay } from './overlay.js';
import { Panel } from './panel.js';
import { toolbar } from './toolbar.js';

/** @import { Batch, Item } from './batch.js' */

/**
 * What the page does when it is asked here.
 * @typedef {{ tried(id: string): unknown, edit(id: string): unknown }} Go
 */

/**
 * Files chosen before it was known which templates there are.
 * @type {File[]}
 */
let early = [];

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
    this.stage.onview = () => this.overlay.viewed();
    /** @type {HTMLSelectElement} */
    this.select = h('select', { id: 'try-template', onchange: () => this.choose(this.select.value) });
    this.list = new PictureList((at) => this.look(at));
    this.panel = new Panel(this.list, (index) => this.point(index));
    this.drop = dropZone(() => this.pick());
    const bar = toolbar(this.stage, this.overlay, () => this.clear());
    this.bench = h(
      'div',
      { class: 'bench', hidden: true },
      h('div', { class: 'work' }, bar, this.stage.element),
      this.panel.element,
    );
    const top = head(this.select, {
      edit: () => kept.templateId && this.go.edit(kept.templateId),
      save: (form) => this.save(form),
      pick: () => this.pick(),
    });
    this.element = h('section', { class: 'try' }, top, this.drop, this.bench);
    acceptDrops(this.element, (files) => this.add(files));
    this.changed = () => this.draw();
  }

  /** @param {string} templateId */
  async start(templateId) {
    try {
      const ids = await templateIds();
      if (!ids.length) this.nothingToTry();
      this.select.replaceChildren(...ids.map(templateOption));
      this.select.disabled = !ids.length;
      const chosen = [templateId, kept.templateId].find((id) => ids.includes(id)) ?? ids[0];
      if (chosen) await this.choose(chosen);
    } catch (fault) {
      this.drop.replaceChildren(h('p', { class: 'fault', role: 'alert' }, explain(fault)));
    }
  }

  /** @param {string} id */
  async choose(id) {
    this.select.value = id;
    const batch = kept.templateId === id && kept.batch ? kept.batch : begin(id);
    this.go.tried(id);
    this._follow(batch);
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
    this.panel.show(item);
    this.point(item.answer ? 0 : -1);
  }

  /**
   * Link row and quad, and show what was seen there.
   * @param {number} index
   */
  point(index) {
    this.selected = index;
    this.overlay.point(index);
    this.panel.point(index, this.item, this.item?.picture ?? this.stage.picture, this.template);
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
}
