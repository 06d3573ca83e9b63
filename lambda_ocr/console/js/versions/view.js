// The versions of a template: what changed from one to another, on the picture and in words; what both read; and the way
// back. The draft that is not saved is one of them.

import { locale, t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { acceptDrops, h, pickFiles, s } from '../shared/dom.js';
import { changeList, differences, paired } from '../shared/differences.js';
import { icon } from '../shared/icons.js';
import { explain, say } from '../shared/notices.js';
import { ACCEPTED } from '../shared/pictures.js';
import { Stage } from '../shared/stage.js';
import { DRAFT, readWithBoth, sideOf } from './sides.js';
import { tryBoth } from './trying.js';

/** @import { Change } from '../shared/differences.js' */
/** @import { Drafted, Seen } from './sides.js' */

/**
 * What the page does when it is asked here; `pictures` are those tried last, `changed` is told of a new version.
 * @typedef {{
 *   edit(): unknown,
 *   drafted(): Drafted | null,
 *   pictures(): File[],
 *   changed(id: string): unknown,
 * }} Go
 */

/**
 * @param {string} id
 * @param {Go} go
 * @returns {View}
 */
export function versionsView(id, go) {
  const view = new VersionsView(id, go);
  view.start();
  return { element: view.element, destroy: () => view.destroy(), add: (files) => view.read(files) };
}

class VersionsView {
  /**
   * @param {string} id
   * @param {Go} go
   */
  constructor(id, go) {
    this.id = id;
    this.go = go;
    this.newest = 0;
    this.gone = false;
    /** Counts what was asked for, so that late answers are let go. */
    this.asked = 0;
    this.stage = new Stage({ 'aria-label': t('versions.stage'), 'role': 'group', 'data-testid': 'versions-stage' });
    this.stage.panByTouch = true;
    this.stage.isPan = (event) => event.button === 0 || event.button === 1;
    this.drawn = s('g', { class: 'both' });
    this.stage.overlay.append(this.drawn);
    this.before = this._select('before');
    this.after = this._select('after');
    this.back = h('button', { type: 'button', class: 'quiet', onclick: () => this.rollback() });
    this.changes = h('div', { 'aria-live': 'polite' });
    this.tried = h('div', { class: 'tried-list', 'aria-live': 'polite' });
    this.last = h(
      'button',
      { type: 'button', class: 'primary', onclick: () => this.read(this.go.pictures()) },
      icon('play'),
      h('span', {}),
    );
    const pick = () => pickFiles(ACCEPTED, true, (files) => this.read(files));
    this.heading = h('h1', {}, t('versions.heading'));
    this.element = h(
      'section',
      { class: 'try' },
      h(
        'div',
        { class: 'page-head' },
        this.heading,
        h(
          'div',
          { class: 'page-actions' },
          h('button', { type: 'button', class: 'quiet', onclick: () => go.edit() }, icon('edit'), t('try.edit')),
        ),
      ),
      h(
        'div',
        { class: 'bench' },
        h('div', { class: 'work' }, this.stage.element),
        h(
          'aside',
          { 'class': 'panel', 'aria-label': t('versions.changes') },
          h('div', { class: 'form sides' }, this.before.label, this.before.select, this.after.label, this.after.select),
          this.back,
          h('h2', {}, t('versions.changes')),
          this.changes,
          h('h2', {}, t('versions.try')),
          h('p', { class: 'hint' }, t('versions.tryHint')),
          h(
            'div',
            { class: 'page-actions' },
            this.last,
            h('button', { type: 'button', class: 'quiet', onclick: pick }, t('try.choose')),
          ),
          this.tried,
        ),
      ),
    );
    acceptDrops(this.element, (files) => this.read(files));
  }

  /** @param {'before' | 'after'} side */
  _select(side) {
    /** @type {HTMLSelectElement} */
    const select = h('select', { id: `versions-${side}`, onchange: () => this.show() });
    return { select, label: h('label', { for: select.id }, t(`versions.${side}`)) };
  }

  /** Ask for the versions anew, and show the newest beside the draft, or beside the one before. */
  async start() {
    try {
      const { versions } = await call({ type: 'versions', template_id: this.id });
      if (this.gone) return;
      this.newest = versions[0].version;
      const drafted = Boolean(this.go.drafted());
      for (const { select } of [this.before, this.after]) {
        select.replaceChildren(
          ...(drafted ? [h('option', { value: DRAFT }, t('versions.draft'))] : []),
          ...versions.map(option),
        );
      }
      this.after.select.value = drafted ? DRAFT : String(this.newest);
      this.before.select.value = String(drafted ? this.newest : (versions[1] ?? versions[0]).version);
      await this.show();
    } catch (fault) {
      this.changes.replaceChildren(h('p', { class: 'fault', role: 'alert' }, explain(fault)));
    }
  }

  /** @returns {[string, string]} */
  get keys() {
    return [this.before.select.value, this.after.select.value];
  }

  /** Show what is chosen. */
  async show() {
    this.asked += 1;
    const { asked } = this;
    this.tried.replaceChildren();
    this._offer();
    try {
      const [before, after] = await Promise.all(
        this.keys.map((key) => sideOf(this.id, key, this.newest, () => this.go.drafted())),
      );
      if (this.gone || asked !== this.asked) return;
      this.heading.textContent = t('versions.of', { name: after.about.name || t('templates.unnamed') });
      this.stage.show(after.picture);
      this._draw(before, after);
      const list = changeList(differences(before.about, after.about), (change) => this.point(change));
      this.changes.replaceChildren(list);
    } catch (fault) {
      if (asked === this.asked) this.changes.replaceChildren(h('p', { class: 'fault', role: 'alert' }, explain(fault)));
    }
  }

  /** What can be done with what is chosen. */
  _offer() {
    const key = this.before.select.value;
    this.back.hidden = key === DRAFT || Number(key) === this.newest;
    this.back.textContent = t('versions.back', { version: key });
    const files = this.go.pictures();
    this.last.hidden = !files.length;
    /** @type {HTMLElement} */ (this.last.lastChild).textContent = t('versions.tryLast', { count: files.length });
  }

  /**
   * @param {Seen} before
   * @param {Seen} after
   */
  _draw(before, after) {
    const shapes = paired(before.about.template, after.about.template).flatMap(([was, is]) => {
      const alike = was && is && JSON.stringify(was[0]) === JSON.stringify(is[0]);
      return alike ? [shape(is, 'stays')] : [...(was ? [shape(was, 'was')] : []), ...(is ? [shape(is, 'is')] : [])];
    });
    this.drawn.replaceChildren(...shapes);
  }

  /** @param {Change | null} change */
  point(change) {
    for (const one of this.drawn.children) {
      one.classList.toggle('is-pointed', Boolean(change) && one.getAttribute('data-name') === change?.name);
    }
  }

  /**
   * Read pictures with both sides.
   * @param {File[]} files
   */
  read(files) {
    this.asked += 1;
    const { asked, keys } = this;
    return tryBoth(
      files,
      this.tried,
      (picture) => readWithBoth(this.id, keys, picture, () => this.go.drafted()),
      () => !this.gone && asked === this.asked,
    );
  }

  async rollback() {
    const version = Number(this.before.select.value);
    const undone = this.newest;
    if (await this._roll(version)) {
      const back = () => this._roll(undone);
      say(t('versions.rolled', { version, next: this.newest }), {
        ms: 10_000,
        action: { label: t('undo'), act: back },
      });
    }
  }

  /**
   * Whether a version's content became the next one.
   * @param {number} version
   */
  async _roll(version) {
    try {
      await call({ type: 'rollback', template_id: this.id, version, expected_version: this.newest });
      this.go.changed(this.id);
      await this.start();
      return true;
    } catch (fault) {
      say(explain(fault), { bad: true });
      return false;
    }
  }

  destroy() {
    this.gone = true;
    this.stage.destroy();
  }
}

/** @param {Wire.VersionDetail} version */
function option({ version, created_at: made }) {
  const when = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(made));
  return h('option', { value: version }, t('versions.one', { version, when }));
}

/**
 * @param {WireField} field
 * @param {'was' | 'is' | 'stays'} kind
 */
function shape([quad, name], kind) {
  const points = quad.map((corner) => corner.join(',')).join(' ');
  const label = s('title', {}, `${name}: ${t(`versions.${kind}`)}`);
  return s('polygon', { points, 'class': `is-${kind}`, 'data-name': name }, label);
}
