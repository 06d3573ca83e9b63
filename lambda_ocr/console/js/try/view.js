// Trying a template: pictures come in, readings come out, and one sees why.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { about, templateIds } from '../service/library.js';
import { acceptDrops, download, h, icon, pickFiles } from '../shared/dom.js';
import { explain, say } from '../shared/notices.js';
import { ACCEPTED, pictureOfData } from '../shared/pictures.js';
import { Stage } from '../shared/stage.js';
import { Batch, csvOf, jsonOf } from './batch.js';
import { Overlay } from './overlay.js';
import { inspector, readingsTable, refusal, timings, verdict } from './reading.js';

const PRINT_OPACITY = 0.35;
let kept = { templateId: '', batch: null, current: 0 };
/** Files chosen before it was known which templates there are. */
let early = [];

/** Pictures that were read with one template are read with the one that takes its place. */
export function takeOver(before, after) {
  if (kept.templateId !== before || !kept.batch) return;
  const files = kept.batch.items.map((item) => item.file);
  kept.batch.stop();
  kept = { templateId: after, batch: new Batch(after), current: kept.current, waiting: files };
}

/** The view: {element, destroy}. `go` is {tried(id), edit(id)}. */
export function tryView(templateId, go) {
  const view = new TryView(go);
  view.start(templateId);
  return { element: view.element, destroy: () => view.destroy(), add: (files) => view.add(files) };
}

class TryView {
  constructor(go) {
    this.go = go;
    this.template = null;
    this.shown = null;
    this.selected = -1;
    this.stage = new Stage({ 'aria-label': t('try.stage'), role: 'group', 'data-testid': 'try-stage' });
    this.stage.panByTouch = true;
    this.stage.isPan = (event) => event.button === 0 || event.button === 1;
    this.overlay = new Overlay(this.stage, (index) => this.point(index));
    this.stage.onview = () => this.overlay.viewed();
    this.select = h('select', { id: 'try-template', onchange: () => this.choose(this.select.value) });
    this.slider = h('input', {
      type: 'range',
      id: 'print',
      min: 0,
      max: 100,
      value: PRINT_OPACITY * 100,
      oninput: () => this.overlay.opacity(this.slider.value / 100),
    });
    this.overlay.opacity(PRINT_OPACITY);
    this.pictures = h('ul', { class: 'pictures' });
    this.progress = h('progress', { max: 1, value: 0, 'aria-label': t('try.pictures') });
    this.progressText = h('span', { role: 'status' });
    this.batchBox = h(
      'div',
      { class: 'batch', hidden: true },
      h('div', { class: 'progress' }, this.progress, this.progressText),
      this.pictures,
    );
    this.result = h('div', { class: 'result', 'aria-live': 'polite' });
    this.seen = h('div', { class: 'seen' });
    this.drop = this._dropZone();
    this.bench = h(
      'div',
      { class: 'bench', hidden: true },
      h('div', { class: 'work' }, this._toolbar(), this.stage.element),
      h('aside', { class: 'panel', 'aria-label': t('try.readings') }, this.batchBox, this.result, this.seen),
    );
    this.element = h('section', { class: 'try' }, this._head(), this.drop, this.bench);
    acceptDrops(this.element, (files) => this.add(files));
    this.changed = () => this.draw();
  }

  async start(templateId) {
    try {
      const ids = await templateIds();
      if (!ids.length) this.nothingToTry();
      this.select.replaceChildren(...ids.map((id) => h('option', { value: id }, id.slice(0, 8))));
      this.select.disabled = !ids.length;
      ids.forEach((id, at) =>
        about(id).then(
          (template) => {
            this.select.options[at].textContent = template.name || `${t('templates.unnamed')} ${id.slice(0, 8)}`;
          },
          () => {},
        ),
      );
      const chosen = [templateId, kept.templateId].find((id) => ids.includes(id)) ?? ids[0];
      if (chosen) await this.choose(chosen);
    } catch (fault) {
      this.drop.replaceChildren(h('p', { class: 'fault', role: 'alert' }, explain(fault)));
    }
  }

  async choose(id) {
    this.select.value = id;
    if (kept.templateId !== id || !kept.batch) {
      kept.batch?.stop();
      kept = { templateId: id, batch: new Batch(id), current: 0 };
    }
    this.go.tried(id);
    this.batch?.removeEventListener('change', this.changed);
    this.batch = kept.batch;
    this.batch.addEventListener('change', this.changed);
    this.batch.again();
    if (kept.waiting) this.batch.add(kept.waiting);
    kept.waiting = null;
    Object.assign(this, { shown: null, template: null });
    this.overlay.setTemplate(null);
    this.draw();
    if (early.length) this.add(early.splice(0));
    try {
      const template = await call({ type: 'get', template_id: id, picture: 'full' });
      const picture = await pictureOfData(template.img, 'template');
      if (kept.templateId !== id) return;
      this.template = { picture, quads: template.template.map(([quad]) => quad) };
      this.overlay.setTemplate(picture, this.template.quads);
      this.point(this.selected);
    } catch (fault) {
      say(explain(fault), { bad: true });
    }
  }

  nothingToTry() {
    early = [];
    this.drop.replaceChildren(h('p', { class: 'drop-title' }, t('try.noTemplates')));
  }

  add(files) {
    if (!this.batch) {
      early.push(...files);
      return;
    }
    const first = this.batch.items.length;
    kept.current = first;
    this.batch.add(files);
  }

  clear() {
    this.batch.stop();
    kept.batch = null;
    this.choose(kept.templateId);
  }

  destroy() {
    this.batch?.removeEventListener('change', this.changed);
    this.stage.destroy();
  }

  /** Follow the batch. */
  draw() {
    const { items, done } = this.batch;
    this.drop.hidden = items.length > 0;
    this.bench.hidden = !items.length;
    this.batchBox.hidden = items.length < 2;
    Object.assign(this.progress, { max: items.length || 1, value: done });
    this.progressText.textContent = t('try.progress', { done, all: items.length });
    this._pictures(items);
    const item = items[kept.current];
    if (item) this.show(item);
  }

  _pictures(items) {
    items.forEach((item, at) => {
      const row =
        this.pictures.children[at] ??
        this.pictures.appendChild(
          h(
            'li',
            {},
            h(
              'button',
              { type: 'button', onclick: () => this.look(at) },
              h('span', { class: 'picture-name' }, item.name),
              h('span', { class: 'status' }),
            ),
          ),
        );
      const [word, kind] = stateOf(item);
      row.firstChild.firstChild.textContent = item.name;
      row.firstChild.lastChild.textContent = word;
      row.firstChild.lastChild.className = `status is-${kind}`;
      row.firstChild.setAttribute('aria-current', String(at === kept.current));
    });
    while (this.pictures.children.length > items.length) this.pictures.lastChild.remove();
  }

  look(at) {
    kept.current = at;
    this.draw();
  }

  /** Show one picture and, when it is there, its answer; nothing is drawn twice. */
  async show(item) {
    const key = `${item.state} ${kept.current} ${kept.templateId}`;
    if (this.shown === key) return;
    this.shown = key;
    const picture = await this.batch.pictureOf(item).catch(() => null);
    if (this.shown !== key) return;
    if (this.stage.picture !== picture) this.stage.show(picture);
    this.item = item;
    this.overlay.show(item.answer);
    this.result.replaceChildren(...this._said(item));
    this.point(item.answer ? 0 : -1);
  }

  _said(item) {
    if (item.fault) return [refusal(item.fault)];
    if (!item.answer) return [h('p', { class: 'hint' }, t('try.reading'))];
    return [verdict(item.answer), readingsTable(item.answer, (index) => this.point(index)), timings(item.answer)];
  }

  /** Link row and quad, and show what was seen there. */
  point(index) {
    const field = this.item?.answer?.fields[index];
    this.selected = index;
    this.overlay.point(index);
    for (const row of this.result.querySelectorAll('tr[data-index]')) {
      row.classList.toggle('is-selected', Number(row.dataset.index) === index);
    }
    const template =
      this.template && field ? { picture: this.template.picture, quad: this.template.quads[index] } : null;
    this.seen.replaceChildren(
      ...(this.item?.answer ? [inspector(field, this.item.picture ?? this.stage.picture, template)] : []),
    );
  }

  _head() {
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
        h(
          'button',
          { type: 'button', class: 'quiet', onclick: () => kept.templateId && this.go.edit(kept.templateId) },
          icon('edit'),
          t('try.edit'),
        ),
        h('button', { type: 'button', class: 'quiet', onclick: () => this.save('csv') }, icon('download'), 'CSV'),
        h('button', { type: 'button', class: 'quiet', onclick: () => this.save('json') }, icon('download'), 'JSON'),
        h('button', { type: 'button', class: 'primary', onclick: () => this.pick() }, icon('plus'), t('try.more')),
      ),
    );
  }

  save(form) {
    const items = this.batch?.items ?? [];
    if (form === 'csv') download('readings.csv', 'text/csv;charset=utf-8', csvOf(items));
    else download('readings.json', 'application/json', jsonOf(items));
  }

  pick() {
    pickFiles(ACCEPTED, true, (files) => this.add(files));
  }

  _toolbar() {
    const quads = h('input', {
      type: 'checkbox',
      checked: true,
      onchange: () => this.stage.svg.classList.toggle('is-bare', !quads.checked),
    });
    return h(
      'div',
      { class: 'toolbar' },
      h('label', { class: 'group', for: 'print' }, t('try.print'), this.slider),
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

/** [word, kind] for a picture in the list. */
function stateOf(item) {
  if (item.fault) return [item.fault.code || t('try.refused'), 'refused'];
  if (item.answer) {
    return [
      t(`try.${item.answer.alignment.verdict === 'matched' ? 'matched' : 'weak'}`).split(/[:：,，]/)[0],
      item.answer.alignment.verdict,
    ];
  }
  return [t(item.state === 'reading' ? 'try.reading' : 'try.waiting'), 'waiting'];
}
