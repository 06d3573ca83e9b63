// Beside the picture: the template's name, what the check found, its fields in order, the lines that could become fields.

import { t } from '../../i18n/i18n.js';
import { h } from '../../shared/dom.js';
import { icon } from '../../shared/icons.js';
import { FieldRows } from './field_rows.js';
import { LineRows } from './line_rows.js';
import { PrintRows } from './print_rows.js';
import { fillWarnings } from './warnings.js';

/** @import { Draft } from '../draft.js' */
/** @import { Print } from '../findings/fixed_print.js' */
/** @import { Editor } from '../view.js' */

export class Panel {
  /** @param {Editor} editor */
  constructor(editor) {
    const { draft } = editor;
    this.draft = draft;
    this.about = new About(draft);
    this.checked = new Checked(editor);
    this.rows = new FieldRows(editor);
    this.lines = new LineRows(editor);
    this.prints = new PrintRows(editor);
    this.hint = h('p', { class: 'hint' }, t('editor.noFields'));
    this.whole = h('ul', { class: 'warns whole', hidden: true });
    this.count = h('span', { class: 'count' });
    this.element = h(
      'aside',
      { 'class': 'panel', 'aria-label': t('editor.fields') },
      this.about.elements,
      this.checked.element,
      h('div', { class: 'panel-head' }, h('h2', {}, t('editor.fields')), this.count),
      this.whole,
      this.hint,
      this.rows.element,
      this.lines.element,
      this.prints.element,
    );
  }

  /**
   * Put the cursor into a field's name, the name selected.
   * @param {string} id
   */
  rename(id) {
    this.rows.rename(id);
  }

  /** Bring the first row with a warning into view. */
  showFirstWarning() {
    this.rows.showFirstWarning();
  }

  /**
   * @param {Warnings} warnings
   * @param {Set<number>} taken
   * @param {Print[]} prints
   */
  draw(warnings, taken, prints) {
    const { draft } = this;
    this.about.draw();
    this.checked.draw(warnings);
    this.count.textContent = String(draft.fields.length || '');
    this.hint.hidden = draft.fields.length > 0;
    fillWarnings(this.whole, warnings.get('') ?? []);
    this.whole.hidden = !this.whole.children.length;
    this.rows.draw(warnings);
    this.lines.draw(taken);
    this.prints.draw(prints);
  }
}

/** What people call the template and should know of it, and what it becomes when it is saved. */
class About {
  /** @param {Draft} draft */
  constructor(draft) {
    this.draft = draft;
    /** @type {HTMLInputElement} */
    this.name = h('input', {
      id: 'template-name',
      value: draft.name,
      maxlength: 256,
      autocomplete: 'off',
      placeholder: t('editor.namePlaceholder'),
      oninput: () => Object.assign(draft, { name: this.name.value, dirty: true }),
    });
    /** @type {HTMLTextAreaElement} */
    this.note = h('textarea', {
      id: 'template-note',
      rows: 2,
      maxlength: 2000,
      value: draft.note,
      placeholder: t('editor.notePlaceholder'),
      oninput: () => Object.assign(draft, { note: this.note.value, dirty: true }),
    });
    /** @type {HTMLInputElement} */
    this.anew = h('input', {
      type: 'checkbox',
      id: 'anew',
      onchange: () => Object.assign(draft, { anew: this.anew.checked }),
    });
    this.becomes = h('p', { class: 'hint' });
    this.anewBox = h('div', { class: 'anew', hidden: true }, this.becomes, h('label', {}, this.anew, t('editor.anew')));
    const form = h(
      'div',
      { class: 'form' },
      h('label', { for: 'template-name' }, t('editor.name')),
      this.name,
      h('label', { for: 'template-note' }, t('editor.note')),
      this.note,
    );
    this.elements = [form, this.anewBox];
  }

  draw() {
    const { draft } = this;
    if (this.name.value !== draft.name) this.name.value = draft.name;
    if (this.note.value !== draft.note) this.note.value = draft.note;
    this.anewBox.hidden = !draft.openedId;
    this.becomes.textContent = t('editor.becomes', { version: draft.version, next: draft.version + 1 });
    this.anew.checked = draft.anew;
  }
}

/** That it is being checked; afterwards what is left to be looked at. */
class Checked {
  /** @param {Editor} editor */
  constructor(editor) {
    this.draft = editor.draft;
    this.text = h('p', {});
    this.tryWords = h('span', {});
    this.actions = h(
      'div',
      { class: 'checked-actions' },
      h('button', { type: 'button', class: 'quiet', onclick: () => editor.leave() }, icon('play'), this.tryWords),
    );
    this.element = h('div', { class: 'checked', role: 'status' }, this.text, this.actions);
  }

  /** @param {Warnings} warnings */
  draw(warnings) {
    const { saving, check, dirty } = this.draft;
    const left = [...warnings.values()].flat().length;
    this.tryWords.textContent = t(dirty ? 'editor.trySaved' : 'editor.tryAnyway');
    const outcome = check ? t(dirty ? 'editor.checkedBefore' : left ? 'editor.checkedWarns' : 'editor.saved') : '';
    const words = saving ? t('editor.checking') : outcome;
    if (this.text.textContent !== words) this.text.textContent = words;
    this.element.classList.toggle('is-empty', !words);
    this.element.classList.toggle('is-busy', saving || dirty || !left);
    this.actions.hidden = saving || !check;
  }
}
