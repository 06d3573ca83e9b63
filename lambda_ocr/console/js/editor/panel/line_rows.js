// The lines of text on the picture that could become fields, as a list: what a click on the picture does, by keyboard.

import { t } from '../../i18n/i18n.js';
import { h } from '../../shared/dom.js';

/** @import { Editor } from '../view.js' */

export class LineRows {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Line[] | null} */
    this._shown = null;
    /** @type {HTMLElement[]} */
    this._rows = [];
    this._count = h('span', { class: 'count' });
    this._list = h('ul', { class: 'line-rows' });
    this._state = h('p', { class: 'hint', role: 'status' });
    this.element = h(
      'details',
      { class: 'lines-box' },
      h('summary', {}, h('h2', {}, t('editor.lines')), this._count),
      this._state,
      this._list,
    );
  }

  /** @param {Set<number>} taken */
  draw(taken) {
    const { draft } = this.editor;
    const state = this._stateOf();
    if (this._state.textContent !== state) this._state.textContent = state;
    this._state.hidden = !state;
    this._count.textContent = draft.lines ? String(draft.lines.length - taken.size) : '';
    if (this._shown !== draft.lines) {
      this._shown = draft.lines;
      this._rows = (draft.lines ?? []).map((line, at) => h('li', {}, this._button(line, at)));
      this._list.replaceChildren(...this._rows);
    }
    this._rows.forEach((row, at) => {
      row.hidden = taken.has(at);
    });
  }

  _stateOf() {
    const { linesProblem, picture, lines } = this.editor.draft;
    if (linesProblem) return t('editor.linesFailed', { why: linesProblem });
    return picture && !lines ? t('editor.linesFinding') : '';
  }

  /**
   * @param {Line} line
   * @param {number} at
   */
  _button({ text }, at) {
    return h(
      'button',
      {
        'type': 'button',
        'class': 'line',
        'aria-label': t('editor.addLine', { text }),
        'onclick': (event) => this.editor.takeLine(at, event.shiftKey),
      },
      text,
    );
  }
}
