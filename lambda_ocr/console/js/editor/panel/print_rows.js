// What the document is known by, as a list beside the picture: what is taken for fixed, struck out or put back.

import { t } from '../../i18n/i18n.js';
import { h, update } from '../../shared/dom.js';
import { bounds } from '../../shared/geometry.js';
import { turnOver } from '../findings/fixed_print.js';

/** @import { Print } from '../findings/fixed_print.js' */
/** @import { Editor } from '../view.js' */

export class PrintRows {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    const { draft } = editor;
    /** @type {Map<string, Row>} */
    this._rows = new Map();
    this._count = h('span', { class: 'count' });
    this._hint = h('p', { class: 'hint' });
    this._list = h('ul', { class: 'print-rows' });
    this._summary = h('summary', {}, h('h2', {}, t('print.heading')), this._count);
    /** @type {HTMLDetailsElement} */
    this.element = h('details', { class: 'print-box', open: draft.printShown }, this._summary, this._hint, this._list);
    this.element.addEventListener('toggle', () => {
      draft.printShown = this.element.open;
      draft.told();
    });
  }

  /** @param {Print[]} prints */
  draw(prints) {
    const { fixedPrint } = this.editor.draft;
    this._hint.textContent = t(fixedPrint ? 'print.lead' : 'print.unknown');
    this._count.textContent = prints.length ? String(prints.filter(({ struck }) => !struck).length) : '';
    prints.forEach((print, at) => {
      const row = this._rows.get(print.id) ?? new Row(this.editor);
      this._rows.set(print.id, row);
      if (this._list.children[at] !== row.element) {
        this._list.insertBefore(row.element, this._list.children[at] ?? null);
      }
      row.draw(print);
    });
    const ids = new Set(prints.map(({ id }) => id));
    for (const [id, row] of this._rows) if (!ids.has(id)) this._remove(id, row);
  }

  /**
   * Who has put back what is not known otherwise goes on from the list's head.
   * @param {string} id
   * @param {Row} row
   */
  _remove(id, row) {
    if (row.element.contains(document.activeElement)) this._summary.focus();
    row.element.remove();
    this._rows.delete(id);
  }
}

class Row {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Print | null} */
    this.print = null;
    const { draft, stage } = editor;
    this.text = h('span', { class: 'print-text' });
    this.role = h('span', { class: 'print-role' });
    this.button = h('button', {
      type: 'button',
      class: 'fix',
      onclick: () => this.print && turnOver(draft, this.print, stage.size),
      onfocus: () => this._point(true, true),
      onblur: () => this._point(false),
    });
    this.element = h(
      'li',
      { onpointerenter: () => this._point(true), onpointerleave: () => this._point(false) },
      this.text,
      this.button,
      this.role,
    );
  }

  /**
   * Show on the picture which piece it is; whoever goes by keyboard has the picture follow.
   * @param {boolean} on
   */
  _point(on, follow = false) {
    const { drawing, stage } = this.editor;
    drawing.pointAt(on && this.print ? this.print.id : '');
    if (follow && this.print) stage.reveal(bounds(this.print.quad));
  }

  /** @param {Print} print */
  draw(print) {
    this.print = print;
    const text = print.text || t('print.place');
    this.text.textContent = text;
    this.role.textContent = print.line ? roleOf(print.line) : '';
    this.element.classList.toggle('is-struck', print.struck);
    this.button.textContent = t(print.struck ? 'print.putBack' : 'print.strikeOut');
    update(this.button, { 'aria-label': t(print.struck ? 'print.putBackThis' : 'print.strikeOutThis', { text }) });
  }
}

/**
 * What a line looks like, and how likely it stands on every copy.
 * @param {Wire.PrintDetail} line
 */
function roleOf({ role, fixed, weight }) {
  const word = t(`role.${role}`);
  const name = word === `role.${role}` ? role : word;
  return t(weight > 0 ? 'print.role' : 'print.notCompared', { role: name, percent: Math.round(fixed * 100) });
}
