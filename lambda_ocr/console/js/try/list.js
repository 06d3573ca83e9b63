// The pictures of a batch as a list, with how far it is; shown as soon as there are two.

import { t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';
import { codeOf } from '../shared/faults.js';

/** @import { Item } from './batch.js' */

export class PictureList {
  /**
   * `look(at)` is told which picture a person chose.
   * @param {(at: number) => unknown} look
   */
  constructor(look) {
    this._look = look;
    /** @type {Row[]} */
    this._rows = [];
    this._list = h('ul', { class: 'pictures' });
    this._bar = h('progress', { max: 1, value: 0, 'aria-label': t('try.pictures') });
    this._words = h('span', { role: 'status' });
    this.element = h(
      'div',
      { class: 'batch', hidden: true },
      h('div', { class: 'progress' }, this._bar, this._words),
      this._list,
    );
  }

  /**
   * @param {Item[]} items
   * @param {number} done
   * @param {number} current
   */
  draw(items, done, current) {
    this.element.hidden = items.length < 2;
    Object.assign(this._bar, { max: items.length || 1, value: done });
    this._words.textContent = t('try.progress', { done, all: items.length });
    while (this._rows.length > items.length) this._rows.pop()?.element.remove();
    items.forEach((item, at) => {
      const row = this._rows[at] ?? this._add(at);
      const [word, kind] = stateOf(item);
      row.name.textContent = item.name;
      row.status.textContent = word;
      row.status.className = `status is-${kind}`;
      row.button.setAttribute('aria-current', String(at === current));
    });
  }

  /**
   * @param {number} at
   * @returns {Row}
   */
  _add(at) {
    const name = h('span', { class: 'picture-name' });
    const status = h('span', { class: 'status' });
    const button = h('button', { type: 'button', onclick: () => this._look(at) }, name, status);
    const row = { element: h('li', {}, button), button, name, status };
    this._rows.push(row);
    this._list.append(row.element);
    return row;
  }
}

/** @typedef {{ element: HTMLElement, button: HTMLElement, name: HTMLElement, status: HTMLElement }} Row */

/**
 * [word, kind] for a picture in the list.
 * @param {Item} item
 */
function stateOf(item) {
  if (item.fault) return [codeOf(item.fault) || t('try.refused'), 'refused'];
  if (!item.answer) return [t(item.state === 'reading' ? 'try.reading' : 'try.waiting'), 'waiting'];
  const { verdict } = item.answer.alignment;
  return [t(`try.${verdict}`).split(/[:：,，]/)[0], verdict];
}
