// A template being drawn: its fields in order, which one is selected, and every state before this one.
// Rule: states are never changed, only replaced; whoever listens is told after each.

const MOST_STATES = 500;
const ONE_GESTURE_MS = 700;

let serial = 0;
export const newId = () => `field-${(serial += 1)}`;

export class Draft extends EventTarget {
  constructor() {
    super();
    this.picture = null;
    this.name = '';
    this.note = '';
    /** Lines of text found on the picture: null while unknown. */
    this.lines = null;
    this.linesProblem = '';
    /** The template this draft was opened from or saved as last; '' when it is new. */
    this.openedId = '';
    /** Whether that one is deleted once this is saved: one that was made of this very draft, by default. */
    this.replaces = false;
    /** What the service's check found when it was saved last (`findings.checkOf`); null before. */
    this.check = null;
    this.saving = false;
    this.selected = '';
    /** 0: the whole field; 1 to 4: that corner. */
    this.corner = 0;
    this.dirty = false;
    this._states = [[]];
    this._at = 0;
    this._gesture = { name: '', time: 0 };
  }

  get fields() {
    return this._states[this._at];
  }

  get current() {
    return this.fields.find((field) => field.id === this.selected) ?? null;
  }

  get canUndo() {
    return this._at > 0;
  }

  get canRedo() {
    return this._at < this._states.length - 1;
  }

  /** Start anew from these fields, with nothing to undo. */
  reset(fields) {
    this._states = [fields];
    this._at = 0;
    this.selected = '';
    this.corner = 0;
    this.dirty = false;
    this.check = null;
    this.told();
  }

  /**
   * Replace all fields; states of one gesture (arrow keys, letters typed, a drag) are undone together: those that
   * follow each other soon or, while a key or button is `held`, however slowly.
   */
  become(fields, gesture = '', held = false) {
    const now = performance.now();
    const soon = held || now - this._gesture.time < ONE_GESTURE_MS;
    const same = gesture && gesture === this._gesture.name && soon && this._at > 0;
    this._states.length = this._at + 1;
    if (same) this._states[this._at] = fields;
    else this._states.push(fields);
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

  select(id, corner = 0) {
    if (id === this.selected && corner === this.corner) return;
    [this.selected, this.corner] = [id, corner];
    this.endGesture();
    this.told();
  }

  /** Select the field before or after, round the ends. */
  selectBeside(step) {
    if (!this.fields.length) return;
    const at = this.fields.findIndex((field) => field.id === this.selected);
    const next =
      at < 0 ? (step > 0 ? 0 : this.fields.length - 1) : (at + step + this.fields.length) % this.fields.length;
    this.select(this.fields[next].id);
  }

  insert(field, after = '', gesture = '') {
    const at = this.fields.findIndex((other) => other.id === after);
    const place = at < 0 ? this.fields.length : at + 1;
    this.selected = field.id;
    this.corner = 0;
    this.become(this.fields.toSpliced(place, 0, field), gesture && `${gesture} ${field.id}`);
  }

  change(id, members, gesture = '', held = false) {
    this.become(
      this.fields.map((field) => (field.id === id ? { ...field, ...members } : field)),
      gesture && `${gesture} ${id}`,
      held,
    );
  }

  remove(id) {
    const at = this.fields.findIndex((field) => field.id === id);
    if (at < 0) return;
    const kept = this.fields.toSpliced(at, 1);
    if (this.selected === id) this.selected = (kept[at] ?? kept[at - 1])?.id ?? '';
    this.become(kept);
  }

  shift(id, step) {
    const at = this.fields.findIndex((field) => field.id === id);
    const to = at + step;
    if (at < 0 || to < 0 || to >= this.fields.length) return;
    this.become(this.fields.toSpliced(at, 1).toSpliced(to, 0, this.fields[at]));
  }

  told() {
    this.dispatchEvent(new Event('change'));
  }

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

/** Fields as `add` takes them. */
export const wireFields = (fields) => fields.map(({ quad, name, options }) => [quad, name.trim(), ...(options === undefined ? [] : [options])]);

/** A field of the wire, its third member (what kind of value it holds) kept as it is. */
export const fieldOfWire = ([quad, name, options]) => ({ id: newId(), quad, name, ...(options === undefined ? {} : { options }) });

/** Fields out of a template's JSON: the list itself, a request that holds it, or either as text; raises Error. */
export function importedFields(given) {
  const list = typeof given === 'string' ? JSON.parse(given) : (given?.template ?? given);
  if (typeof list === 'string') return importedFields(list);
  if (!Array.isArray(list) || !list.length) throw new Error('[[quad, name], …]');
  return list.map((entry, at) => {
    const [quad, name] = Array.isArray(entry) ? entry : [];
    const whole =
      Array.isArray(quad) &&
      quad.length === 4 &&
      quad.every((corner) => Array.isArray(corner) && corner.length === 2 && corner.every(Number.isFinite));
    if (!whole || typeof name !== 'string') {
      throw new Error(`template[${at}]: [[[x, y], [x, y], [x, y], [x, y]], name]`);
    }
    return fieldOfWire(entry);
  });
}
