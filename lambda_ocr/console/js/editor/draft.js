// A template being drawn: its fields in order, the print struck out, which field is selected, and every state before this
// one. Rule: states are never changed, only replaced; whoever listens is told after each.

import { carried } from './columns.js';

/** @import { Check } from './findings/findings.js' */

/**
 * What is undone and done again.
 * @typedef {{ fields: Field[], variable: Quad[] }} State
 */

const MOST_STATES = 500;
const ONE_GESTURE_MS = 700;

let serial = 0;
export const newId = () => `field-${(serial += 1)}`;

export class Draft extends EventTarget {
  constructor() {
    super();
    /** @type {Picture | null} */
    this.picture = null;
    this.name = '';
    this.note = '';
    /**
     * Lines of text found on the picture: null while unknown.
     * @type {Line[] | null}
     */
    this.lines = null;
    this.linesProblem = '';
    /**
     * Members of the template that this page does not know; they are saved as they came.
     * @type {Record<string, unknown>}
     */
    this.others = {};
    /** The template this draft was opened from or saved as last; '' when it is new. */
    this.openedId = '';
    /** Its version that this draft was opened at or saved as last; 0 when it is new. */
    this.version = 0;
    /**
     * The picture that it keeps; another one is sent along when it is saved.
     * @type {Picture | null}
     */
    this.keptPicture = null;
    /** Whether it is saved as a template of its own, under a new id. */
    this.anew = false;
    /**
     * What the service's check found when it was saved last; null before.
     * @type {Check | null}
     */
    this.check = null;
    /**
     * Print outside the fields as the service saw it when this was saved last; null while that is not known.
     * @type {Wire.PrintDetail[] | null}
     */
    this.fixedPrint = null;
    /** Whether that is shown. */
    this.printShown = false;
    this.saving = false;
    /** Whether lines of text are proposed on the picture. */
    this.snapping = true;
    this.selected = '';
    /** 0: the whole field; 1 to 4: that corner. */
    this.corner = 0;
    this.dirty = false;
    /** @type {State[]} */
    this._states = [{ fields: [], variable: [] }];
    this._at = 0;
    this._gesture = { name: '', time: 0 };
  }

  get fields() {
    return this._states[this._at].fields;
  }

  /** Where print stands that changes from copy to copy: the document is not known by it. */
  get variable() {
    return this._states[this._at].variable;
  }

  /** @returns {Field | null} */
  get current() {
    return this.fields.find((field) => field.id === this.selected) ?? null;
  }

  get canUndo() {
    return this._at > 0;
  }

  get canRedo() {
    return this._at < this._states.length - 1;
  }

  /**
   * Start anew from these fields and this print struck out, with nothing to undo.
   * @param {Field[]} fields
   * @param {Quad[]} [variable]
   */
  reset(fields, variable = []) {
    this._states = [{ fields, variable }];
    this._at = 0;
    this.selected = '';
    this.corner = 0;
    this.dirty = false;
    this.check = null;
    this.told();
  }

  /**
   * Replace members of the state; states of one gesture (arrow keys, letters typed, a drag) are undone together: those
   * that follow each other soon or, while a key or button is `held`, however slowly.
   * @param {Partial<State>} members
   */
  become(members, gesture = '', held = false) {
    const now = performance.now();
    const soon = held || now - this._gesture.time < ONE_GESTURE_MS;
    const same = gesture && gesture === this._gesture.name && soon && this._at > 0;
    const state = { ...this._states[this._at], ...members };
    this._states.length = this._at + 1;
    if (same) this._states[this._at] = state;
    else this._states.push(state);
    if (this._states.length > MOST_STATES) this._states.shift();
    this._at = this._states.length - 1;
    this._gesture = { name: gesture, time: now };
    this.dirty = true;
    this._keepSelection();
    this.told();
  }

  /** What is typed or dragged next begins a state of its own. */
  endGesture() {
    this._gesture = { name: '', time: 0 };
  }

  undo() {
    this._step(-1);
  }

  redo() {
    this._step(1);
  }

  /** @param {string} id */
  select(id, corner = 0) {
    if (id === this.selected && corner === this.corner) return;
    [this.selected, this.corner] = [id, corner];
    this.endGesture();
    this.told();
  }

  /**
   * Select the field before or after, round the ends.
   * @param {1 | -1} step
   */
  selectBeside(step) {
    if (!this.fields.length) return;
    const at = this.fields.findIndex((field) => field.id === this.selected);
    const next =
      at < 0 ? (step > 0 ? 0 : this.fields.length - 1) : (at + step + this.fields.length) % this.fields.length;
    this.select(this.fields[next].id);
  }

  /** @param {Field} field */
  insert(field, after = '', gesture = '') {
    const at = this.fields.findIndex((other) => other.id === after);
    const place = at < 0 ? this.fields.length : at + 1;
    this.selected = field.id;
    this.corner = 0;
    this.become({ fields: this.fields.toSpliced(place, 0, field) }, gesture && `${gesture} ${field.id}`);
  }

  /**
   * @param {string} id
   * @param {Partial<Field>} members
   */
  change(id, members, gesture = '', held = false) {
    /** @type {(field: Field) => Field} */
    const changed = (field) => ({ ...field, ...members, ...(members.quad && carried(field, members.quad)) });
    const fields = this.fields.map((field) => (field.id === id ? changed(field) : field));
    this.become({ fields }, gesture && `${gesture} ${id}`, held);
  }

  /** @param {string} id */
  remove(id) {
    const at = this.fields.findIndex((field) => field.id === id);
    if (at < 0) return;
    const kept = this.fields.toSpliced(at, 1);
    if (this.selected === id) this.selected = (kept[at] ?? kept[at - 1])?.id ?? '';
    this.become({ fields: kept });
  }

  /**
   * @param {string} id
   * @param {number} step
   */
  shift(id, step) {
    const at = this.fields.findIndex((field) => field.id === id);
    const to = at + step;
    if (at < 0 || to < 0 || to >= this.fields.length) return;
    this.become({ fields: this.fields.toSpliced(at, 1).toSpliced(to, 0, this.fields[at]) });
  }

  told() {
    this.dispatchEvent(new Event('change'));
  }

  /** @param {1 | -1} by */
  _step(by) {
    const to = this._at + by;
    if (to < 0 || to >= this._states.length) return;
    this._at = to;
    this.dirty = true;
    this.endGesture();
    this._keepSelection();
    this.told();
  }

  _keepSelection() {
    if (!this.fields.some((field) => field.id === this.selected)) [this.selected, this.corner] = ['', 0];
  }
}

/**
 * A field that is drawn anew.
 * @param {string} name
 * @param {Quad} quad
 * @returns {Field}
 */
export const freshField = (name, quad, suggest = false) => ({ id: newId(), name, quad, rest: [], suggest });
