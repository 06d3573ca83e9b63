// The fields of a draft in order, a row each: its name, what it reads, what is to be said of it.
// Rule: rows are kept and changed in place, so that neither focus nor a half-typed name is ever lost.

import { t } from '../../i18n/i18n.js';
import { h, update } from '../../shared/dom.js';
import { iconButton } from '../../shared/icons.js';
import { textIn } from '../lines/letters.js';
import { TypePicker } from './type_picker.js';
import { fillWarnings } from './warnings.js';

/** @import { Icon } from '../../shared/icons.js' */
/** @import { Editor } from '../view.js' */

/** As in style.css: so narrow, the panel lies below the picture, which shows a field's name as it is typed. */
const STACKED = '(max-width: 1000px)';

export class FieldRows {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.element = h('ol', { class: 'field-rows' });
    /** @type {Map<string, Row>} */
    this._rows = new Map();
  }

  /**
   * Put the cursor into a field's name, the name selected; where the panel lies below, the picture stays in view.
   * @param {string} id
   */
  rename(id) {
    const input = this._rows.get(id)?.input;
    input?.focus({ preventScroll: matchMedia(STACKED).matches });
    input?.select();
  }

  /** Bring the first row with a warning into view. */
  showFirstWarning() {
    this.element.querySelector('.warns > li')?.closest('[data-row]')?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {Warnings} warnings */
  draw(warnings) {
    const { fields } = this.editor.draft;
    fields.forEach((field, at) => {
      const row = this._rows.get(field.id) ?? new Row(this.editor, field.id);
      this._rows.set(field.id, row);
      if (this.element.children[at] !== row.element) this._place(row.element, at);
      row.draw(field, at, warnings.get(field.id) ?? []);
    });
    const ids = new Set(fields.map((field) => field.id));
    for (const [id, row] of this._rows) {
      if (ids.has(id)) continue;
      row.element.remove();
      this._rows.delete(id);
    }
  }

  /**
   * Moving a row takes the focus from it; give it back.
   * @param {HTMLElement} row
   * @param {number} at
   */
  _place(row, at) {
    const { activeElement } = document;
    this.element.insertBefore(row, this.element.children[at] ?? null);
    if (activeElement instanceof HTMLElement && row.contains(activeElement)) activeElement.focus();
  }
}

class Row {
  /**
   * @param {Editor} editor
   * @param {string} id
   */
  constructor(editor, id) {
    const { draft, stage } = editor;
    this.editor = editor;
    this.id = id;
    /** @type {HTMLInputElement} */
    this.input = h('input', {
      autocomplete: 'off',
      maxlength: 256,
      placeholder: t('editor.field'),
      onfocus: () => draft.select(id),
      oninput: () => draft.change(id, { name: this.input.value }, 'name'),
      onkeydown: (event) => this._key(event),
    });
    const button = (/** @type {Icon} */ name, /** @type {() => unknown} */ act) =>
      iconButton(name, '', act, { 'data-act': name });
    this.earlier = button('up', () => draft.shift(id, -1));
    this.later = button('down', () => draft.shift(id, 1));
    this.copy = button('copy', () => this._field && editor.duplicate(this._field));
    this.trash = button('trash', () => {
      draft.remove(id);
      stage.element.focus();
    });
    this.number = h('span', { 'class': 'number', 'aria-hidden': 'true' });
    this.says = h('p', { class: 'says' });
    this.type = new TypePicker(draft, id);
    this.warns = h('ul', { class: 'warns' });
    this.element = h(
      'li',
      {
        'data-row': id,
        'onpointerdown': (event) => {
          const onControl = event.target instanceof Element && event.target.closest('button, input, select');
          if (!onControl) draft.select(id);
        },
      },
      this.number,
      this.input,
      h('span', { class: 'row-actions' }, this.earlier, this.later, this.copy, this.trash),
      this.says,
      this.type.element,
      this.warns,
    );
  }

  get _field() {
    return this.editor.draft.fields.find((field) => field.id === this.id);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if ((event.key !== 'Enter' && event.key !== 'Escape') || event.isComposing) return;
    event.preventDefault();
    this.editor.stage.element.focus();
  }

  /**
   * @param {Field} field
   * @param {number} at
   * @param {Warning[]} warnings
   */
  draw(field, at, warnings) {
    const { draft } = this.editor;
    this.number.textContent = String(at + 1);
    if (this.input.value !== field.name) {
      const untouched = !this.input.value && this.input === document.activeElement;
      this.input.value = field.name;
      if (untouched) this.input.select(); // a name suggested late is typed over, not into
    }
    update(this.input, { 'aria-label': t('editor.fieldName', { number: at + 1 }) });
    const name = field.name.trim() || `${t('editor.field')} ${at + 1}`;
    label(this.earlier, t('editor.earlier', { name }));
    label(this.later, t('editor.later', { name }));
    label(this.copy, t('editor.duplicate', { name }));
    label(this.trash, t('editor.delete', { name }));
    this.earlier.disabled = at === 0;
    this.later.disabled = at === draft.fields.length - 1;
    this.element.classList.toggle('is-selected', field.id === draft.selected);
    const print = draft.lines ? textIn(field.quad, draft.lines) : '';
    this.says.textContent = draft.lines ? said(print) : '';
    this.type.draw(field, print);
    fillWarnings(this.warns, warnings, () => this._field && this.editor.makeRoom(this._field));
  }
}

/** @type {(button: HTMLElement, words: string) => void} */
const label = (button, words) => update(button, { 'aria-label': words, 'title': words });

/**
 * What the template itself reads there.
 * @type {(text: string) => string}
 */
const said = (text) => (text ? t('editor.reads', { text }) : t('editor.blank'));
