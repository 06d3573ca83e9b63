// Beside the picture: the template's name, its fields in order, the lines of text that could become fields.
// Rule: rows are kept and changed in place, so that neither focus nor a half-typed name is ever lost.

import { t } from '../i18n/i18n.js';
import { h, icon, iconButton, update } from '../shared/dom.js';
import { textIn } from './snap.js';

/** As in style.css: so narrow, the panel lies below the picture, which shows a field's name as it is typed. */
const STACKED = '(max-width: 1000px)';

export class Panel {
  /** `editor` is {draft, stage, takeLine, duplicate, makeRoom, leave}. */
  constructor(editor) {
    this.editor = editor;
    const { draft } = editor;
    this.name = h('input', {
      id: 'template-name',
      value: draft.name,
      maxlength: 256,
      autocomplete: 'off',
      placeholder: t('editor.namePlaceholder'),
      oninput: () => {
        draft.name = this.name.value;
        draft.dirty = true;
      },
    });
    this.note = h('textarea', {
      id: 'template-note',
      rows: 2,
      maxlength: 2000,
      placeholder: t('editor.notePlaceholder'),
      oninput: () => {
        draft.note = this.note.value;
        draft.dirty = true;
      },
    });
    this.note.value = draft.note;
    this.rows = h('ol', { class: 'field-rows' });
    this.hint = h('p', { class: 'hint' }, t('editor.noFields'));
    this.whole = h('ul', { class: 'warns whole', hidden: true });
    this.checked = this._checkBox();
    this.replaces = h('input', {
      type: 'checkbox',
      id: 'replaces',
      onchange: () => {
        draft.replaces = this.replaces.checked;
      },
    });
    this.replacesBox = h(
      'div',
      { class: 'replaces', hidden: true },
      h('label', {}, this.replaces, t('editor.replaces')),
      h('p', { class: 'hint' }, t('editor.newId')),
    );
    this.count = h('span', { class: 'count' });
    this.linesCount = h('span', { class: 'count' });
    this.linesList = h('ul', { class: 'line-rows' });
    this.linesState = h('p', { class: 'hint', role: 'status' });
    this.linesBox = h(
      'details',
      { class: 'lines-box' },
      h('summary', {}, h('h2', {}, t('editor.lines')), this.linesCount),
      this.linesState,
      this.linesList,
    );
    this.element = h(
      'aside',
      { class: 'panel', 'aria-label': t('editor.fields') },
      h(
        'div',
        { class: 'form' },
        h('label', { for: 'template-name' }, t('editor.name')),
        this.name,
        h('label', { for: 'template-note' }, t('editor.note')),
        this.note,
      ),
      this.replacesBox,
      this.checked,
      h('div', { class: 'panel-head' }, h('h2', {}, t('editor.fields')), this.count),
      this.whole,
      this.hint,
      this.rows,
      this.linesBox,
    );
  }

  /** Put the cursor into a field's name, the name selected; where the panel lies below, the picture stays in view. */
  rename(id) {
    const input = this.rows.querySelector(`[data-row="${id}"] input`);
    input?.focus({ preventScroll: matchMedia(STACKED).matches });
    input?.select();
  }

  /** Bring the first row with a warning into view. */
  showFirstWarning() {
    this.rows.querySelector('.warns > li')?.closest('[data-row]').scrollIntoView({ block: 'nearest' });
  }

  draw(warnings, taken) {
    const { draft } = this.editor;
    for (const member of ['name', 'note']) if (this[member].value !== draft[member]) this[member].value = draft[member];
    this.count.textContent = draft.fields.length || '';
    this.hint.hidden = draft.fields.length > 0;
    this.replacesBox.hidden = !draft.openedId;
    this.replaces.checked = draft.replaces;
    this._check(draft, warnings);
    fill(this.whole, warnings.get('') ?? []);
    this.whole.hidden = !this.whole.children.length;
    this._rows(draft, warnings);
    this._lines(draft, taken);
  }

  _checkBox() {
    this.checkedText = h('p', {});
    this.tryWords = h('span', {});
    this.checkedActions = h(
      'div',
      { class: 'checked-actions' },
      h('button', { type: 'button', class: 'quiet', onclick: () => this.editor.leave() }, icon('play'), this.tryWords),
    );
    return h('div', { class: 'checked', role: 'status' }, this.checkedText, this.checkedActions);
  }

  /** That it is being checked; afterwards what is left to be looked at. */
  _check({ saving, check, dirty }, warnings) {
    const left = [...warnings.values()].flat().length;
    this.tryWords.textContent = t(dirty ? 'editor.trySaved' : 'editor.tryAnyway');
    const words = saving
      ? t('editor.checking')
      : check && t(dirty ? 'editor.checkedBefore' : left ? 'editor.checkedWarns' : 'editor.saved');
    if (this.checkedText.textContent !== (words || '')) this.checkedText.textContent = words || '';
    this.checked.classList.toggle('is-empty', !words);
    this.checked.classList.toggle('is-busy', saving || dirty || !left);
    this.checkedActions.hidden = saving || !check;
  }

  _rows(draft, warnings) {
    const known = new Map([...this.rows.children].map((row) => [row.dataset.row, row]));
    draft.fields.forEach((field, at) => {
      const row = known.get(field.id) ?? this._row(field.id);
      known.delete(field.id);
      if (this.rows.children[at] !== row) this._place(row, at);
      this._fill(row, field, at, warnings.get(field.id) ?? []);
    });
    for (const row of known.values()) row.remove();
  }

  /** Moving a row takes the focus from it; give it back. */
  _place(row, at) {
    const focused = row.contains(document.activeElement) ? document.activeElement : null;
    this.rows.insertBefore(row, this.rows.children[at] ?? null);
    focused?.focus();
  }

  _row(id) {
    const { draft, stage } = this.editor;
    const input = h('input', {
      autocomplete: 'off',
      maxlength: 256,
      placeholder: t('editor.field'),
      onfocus: () => draft.select(id),
      oninput: () => draft.change(id, { name: input.value }, 'name'),
      onkeydown: (event) => this._nameKey(event),
    });
    const button = (name, act) =>
      iconButton(name, '', () => act(draft.fields.find((field) => field.id === id)), { 'data-act': name });
    const actions = h(
      'span',
      { class: 'row-actions' },
      button('up', () => draft.shift(id, -1)),
      button('down', () => draft.shift(id, 1)),
      button('copy', (field) => this.editor.duplicate(field)),
      button('trash', () => {
        draft.remove(id);
        stage.element.focus();
      }),
    );
    const number = h('span', { class: 'number', 'aria-hidden': 'true' });
    const says = h('p', { class: 'says' });
    const warns = h('ul', { class: 'warns' });
    return h(
      'li',
      { 'data-row': id, onpointerdown: (event) => event.target.closest('button, input') || draft.select(id) },
      number,
      input,
      actions,
      says,
      warns,
    );
  }

  _nameKey(event) {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    if (event.isComposing) return;
    event.preventDefault();
    this.editor.stage.element.focus();
  }

  _fill(row, field, at, warnings) {
    const { draft } = this.editor;
    const [number, input, actions, says, warns] = row.children;
    const named = field.name.trim() || `${t('editor.field')} ${at + 1}`;
    number.textContent = at + 1;
    if (input.value !== field.name) {
      const untouched = !input.value && input === document.activeElement;
      input.value = field.name;
      if (untouched) input.select(); // a name suggested late is typed over, not into
    }
    update(input, { 'aria-label': t('editor.fieldName', { number: at + 1 }) });
    for (const [place, key] of ['earlier', 'later', 'duplicate', 'delete'].entries()) {
      const label = t(`editor.${key}`, { name: named });
      update(actions.children[place], { 'aria-label': label, title: label });
    }
    actions.children[0].disabled = at === 0;
    actions.children[1].disabled = at === draft.fields.length - 1;
    row.classList.toggle('is-selected', field.id === draft.selected);
    const text = draft.lines ? textIn(field.quad, draft.lines) : '';
    says.textContent = draft.lines ? (text ? t('editor.reads', { text }) : t('editor.blank')) : '';
    fill(warns, warnings, () => this.editor.makeRoom(draft.fields.find(({ id }) => id === row.dataset.row)));
  }

  _lines(draft, taken) {
    const state = draft.linesProblem
      ? t('editor.linesFailed', { why: draft.linesProblem })
      : draft.picture && !draft.lines
        ? t('editor.linesFinding')
        : '';
    if (this.linesState.textContent !== state) this.linesState.textContent = state;
    this.linesState.hidden = !state;
    this.linesCount.textContent = draft.lines ? draft.lines.length - taken.size : '';
    if (this._shown !== draft.lines) {
      this._shown = draft.lines;
      this.linesList.replaceChildren(...(draft.lines ?? []).map((line, at) => h('li', {}, this._lineButton(line, at))));
    }
    for (const [at, item] of [...this.linesList.children].entries()) item.hidden = taken.has(at);
  }

  _lineButton(line, at) {
    return h(
      'button',
      {
        type: 'button',
        class: 'line',
        'aria-label': t('editor.addLine', { text: line.text }),
        onclick: (event) => this.editor.takeLine(at, event.shiftKey),
      },
      line.text,
    );
  }
}

const TIGHT = ['tight', 'cuts', 'field_too_tight'];

/** Show warnings in a list, touching it only where they changed; those of too little room can be put right at once. */
function fill(list, warnings, makeRoom) {
  const key = warnings.map(({ text }) => text).join('|');
  if (list.dataset.said === key) return;
  list.dataset.said = key;
  const button = ({ code }) =>
    makeRoom &&
    TIGHT.includes(code) &&
    h('button', { type: 'button', class: 'fix', onclick: makeRoom }, t('editor.makeRoom'));
  list.replaceChildren(
    ...warnings.map((warning) => h('li', {}, icon('warn'), h('span', {}, warning.text, ' ', button(warning)))),
  );
}
