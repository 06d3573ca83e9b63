// Looking at documents that the service is not sure of: one field at a time, its crop enlarged; Enter takes what stands
// there, typing corrects it, and no mouse is needed.

import { counted, t } from '../i18n/i18n.js';
import { download, h, s } from '../shared/dom.js';
import { codeOf } from '../shared/faults.js';
import { bounds } from '../shared/geometry.js';
import { icon } from '../shared/icons.js';
import { explain, say } from '../shared/notices.js';
import { Stage } from '../shared/stage.js';
import { upright } from '../shared/warp.js';
import { corrections } from './corrections.js';
import { Desk } from './desk.js';

/** @import { Task } from './desk.js' */

const CROP_HEIGHT = 110;
let reviewer = '';

/** @returns {View} */
export function reviewView() {
  const view = new ReviewView();
  view.next();
  return { element: view.element, destroy: () => view.destroy() };
}

class ReviewView {
  constructor() {
    this.desk = new Desk(() => reviewer);
    /** Which of the task's order is looked at. */
    this.at = 0;
    this.busy = false;
    this.stage = new Stage({ 'aria-label': t('review.stage'), 'role': 'group', 'data-testid': 'review-stage' });
    this.stage.panByTouch = true;
    this.stage.isPan = (event) => event.button === 0 || event.button === 1;
    this.drawn = s('g', { class: 'quads' });
    this.stage.overlay.append(this.drawn);
    this.waiting = h('p', { class: 'lead', role: 'status' });
    /** @type {HTMLInputElement} */
    const who = h('input', { id: 'reviewer', value: reviewer, maxlength: 256, autocomplete: 'off' });
    who.addEventListener('input', () => {
      reviewer = who.value;
    });
    this.crop = h('div', { class: 'review-crop' });
    this.about = h('div', { class: 'review-about', 'aria-live': 'polite' });
    this.label = h('label', { for: 'review-value' });
    /** @type {HTMLTextAreaElement} */
    this.value = h('textarea', { id: 'review-value', rows: 2, spellcheck: 'false', autocomplete: 'off' });
    this.value.addEventListener('input', () => this._keep());
    this.others = h('div', { class: 'review-others' });
    this.fields = h('ol', { class: 'review-fields' });
    this.take = h('button', { type: 'button', class: 'primary', onclick: () => this.confirm() });
    this.form = h(
      'div',
      { class: 'bench' },
      h('div', { class: 'work' }, this.stage.element),
      h(
        'aside',
        { 'class': 'panel', 'aria-label': t('review.field'), 'onkeydown': (event) => this.pressed(event) },
        this.about,
        this.crop,
        h('div', { class: 'form' }, this.label, this.value),
        this.others,
        h(
          'div',
          { class: 'page-actions' },
          this.take,
          h('button', { type: 'button', class: 'quiet', onclick: () => this.pass() }, t('review.pass')),
        ),
        h('p', { class: 'hint' }, t('review.keys')),
        this.fields,
      ),
    );
    this.none = h('div', { class: 'drop-zone', hidden: true });
    this.element = h(
      'section',
      { class: 'try' },
      h(
        'div',
        { class: 'page-head' },
        h('div', {}, h('h1', {}, t('review.heading')), this.waiting),
        h(
          'div',
          { class: 'page-actions' },
          h('label', { class: 'inline', for: 'reviewer' }, t('review.who')),
          who,
          h('button', { type: 'button', class: 'quiet', onclick: () => save() }, icon('download'), 'CSV'),
          h('a', { class: 'button quiet', href: '#drift' }, t('drift.heading')),
        ),
      ),
      this.none,
      this.form,
    );
    this.form.hidden = true;
  }

  /** The next document, or that there is none. */
  async next() {
    try {
      await this.desk.advance();
      this.at = 0;
      this.show();
    } catch (fault) {
      this._empty(explain(fault));
    }
  }

  show() {
    const { task, waiting } = this.desk;
    this.waiting.textContent = counted('review.waiting', waiting);
    this.form.hidden = !task;
    if (!task) {
      this._empty(t('review.none'));
      return;
    }
    this.none.hidden = true;
    if (this.stage.picture !== task.picture) this.stage.show(task.picture);
    this._field(task);
  }

  /** @param {string} words */
  _empty(words) {
    this.form.hidden = true;
    this.none.hidden = false;
    this.none.replaceChildren(
      h('p', { class: 'drop-title' }, words),
      h('button', { type: 'button', class: 'primary', onclick: () => this.next() }, t('review.again')),
    );
  }

  /**
   * Show one field.
   * @param {Task} task
   */
  _field(task) {
    const { kept, order, values } = task;
    const place = order[this.at];
    const field = kept.fields[place];
    const position = field?.position ?? null;
    this.about.replaceChildren(...said(task, this.at));
    this.crop.replaceChildren(...(position ? [cropped(task, position)] : []));
    this.label.textContent = kept.keys[place] ?? '';
    this.value.value = values[place] ?? '';
    this.value.select();
    this.value.focus();
    const others = (field?.candidates ?? []).filter(({ value }) => value !== field?.value).slice(0, 9);
    this.others.replaceChildren(
      ...others.map(({ value }, at) =>
        h(
          'button',
          { type: 'button', class: 'quiet', onclick: () => this._other(value) },
          h('kbd', {}, `Alt ${at + 1}`),
          value,
        ),
      ),
    );
    const last = this.at + 1 >= task.doubtful;
    this.take.textContent = t(last ? 'review.done' : 'review.take');
    this.fields.replaceChildren(
      ...order.map((one, at) =>
        h(
          'li',
          { 'class': at < task.doubtful ? 'is-doubtful' : null, 'aria-current': at === this.at ? 'step' : null },
          h('span', { class: 'muted' }, kept.keys[one]),
          ' ',
          values[one] || '–',
        ),
      ),
    );
    this._place(position);
  }

  /** @param {Quad | null} position */
  _place(position) {
    const points = position?.map((corner) => corner.join(',')).join(' ');
    this.drawn.replaceChildren(...(points ? [s('polygon', { points, class: 'is-selected' })] : []));
    if (position) this.stage.reveal(bounds(position));
  }

  /** @param {string} value */
  _other(value) {
    this.value.value = value;
    this._keep();
    this.value.focus();
  }

  _keep() {
    const { task } = this.desk;
    if (task) task.values[task.order[this.at]] = this.value.value;
  }

  /** What stands there is so: the next field, or the next document. */
  async confirm() {
    const { task } = this.desk;
    if (!task || this.busy) return;
    if (this.at + 1 < task.doubtful) {
      this.step(1);
      return;
    }
    await this._leaving(() => this.desk.finish());
  }

  /** Not mine: back it goes. */
  async pass() {
    await this._leaving(() => this.desk.release());
  }

  /**
   * Do it, and go on; a document that is lost is let go, too.
   * @param {() => Promise<unknown>} act
   */
  async _leaving(act) {
    if (this.busy) return;
    this.busy = true;
    try {
      await act();
      await this.next();
    } catch (fault) {
      say(explain(fault), { bad: true });
      if (codeOf(fault) === 'lease_lost') await this.next();
    } finally {
      this.busy = false;
    }
  }

  /** @param {1 | -1} by */
  step(by) {
    const { task } = this.desk;
    if (!task) return;
    this.at = Math.min(Math.max(this.at + by, 0), Math.max(task.order.length - 1, 0));
    this._field(task);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.isComposing || !this._done(event)) return;
    event.preventDefault();
  }

  /**
   * Whether a key meant something here.
   * @param {KeyboardEvent} event
   */
  _done({ key, code, altKey, shiftKey, target }) {
    const digit = /^Digit(\d)$/.exec(code)?.[1];
    if (key === 'Enter' && !shiftKey && target === this.value) this.confirm();
    else if (key === 'Escape') this.pass();
    else if (altKey && key === 'ArrowDown') this.step(1);
    else if (altKey && key === 'ArrowUp') this.step(-1);
    else if (altKey && digit === '0') this._other('');
    else if (altKey && digit) /** @type {HTMLElement | undefined} */ (this.others.children[Number(digit) - 1])?.click();
    else return false;
    return true;
  }

  destroy() {
    this.desk.leave().catch(() => {}); // its lease runs out by itself
    this.stage.destroy();
  }
}

/**
 * What is known of a field, in words.
 * @param {Task} task
 * @param {number} at
 */
function said({ kept, order, doubtful }, at) {
  const field = kept.fields[order[at]];
  const status = field ? h('span', { class: `status is-${field.status}` }, t(`status.${field.status}`)) : null;
  return [
    h(
      'p',
      { class: 'hint' },
      t('review.place', { at: at + 1, all: Math.max(doubtful, at + 1), reason: t(`review.${kept.reason}`) }),
      ' ',
      status,
    ),
    ...(field?.checks ?? []).map((check) => h('p', { class: 'hint' }, t(`check.${check}`))),
    ...(kept.refusal
      ? [h('p', { class: 'hint' }, t(`refusal.${kept.refusal.code}`, { message: kept.refusal.message }))]
      : []),
  ];
}

/**
 * @param {Task} task
 * @param {Quad} position
 */
function cropped({ picture }, position) {
  const canvas = upright(picture, position, CROP_HEIGHT);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', t('review.crop'));
  return canvas;
}

async function save() {
  try {
    download('corrections.csv', 'text/csv;charset=utf-8', await corrections());
  } catch (fault) {
    say(explain(fault), { bad: true });
  }
}
