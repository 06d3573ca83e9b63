// The whole editor by keyboard. Keys act on the stage while it has the focus; undo and redo act everywhere in the editor.

import { add, bounds, moved, rectangle, rounded, times, withCorner } from '../../shared/geometry.js';
import { newId } from '../draft.js';

/** @import { Editor } from '../view.js' */

/** @type {Record<string, Point>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Listens on the editor's root and its stage.
 * @param {Editor} editor
 * @param {HTMLElement} root
 */
export function listen(editor, root) {
  const { stage } = editor;
  root.addEventListener('keydown', (event) => undoKey(editor, event));
  stage.element.addEventListener('keydown', (event) => stageKey(editor, event));
  stage.element.addEventListener('keyup', (event) => {
    if (event.key === ' ') stage.spaceHeld = false;
  });
  stage.element.addEventListener('blur', () => {
    stage.spaceHeld = false;
  });
}

/**
 * @param {Editor} editor
 * @param {KeyboardEvent} event
 */
function undoKey({ draft }, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === 'z' && !event.shiftKey) draft.undo();
  else if (key === 'y' || key === 'z') draft.redo();
  else return;
  event.preventDefault();
}

/**
 * @param {Editor} editor
 * @param {KeyboardEvent} event
 */
function stageKey(editor, event) {
  const act = ARROWS[event.key] ? arrow(editor, event) : actionOf(editor, event);
  if (!act) return;
  event.preventDefault();
  act();
}

/**
 * @param {Editor} editor
 * @param {KeyboardEvent} event
 * @returns {() => unknown}
 */
function arrow({ draft, stage }, event) {
  const step = ARROWS[event.key];
  const field = draft.current;
  if (!field) return () => stage.pan(-step[0] * 40, -step[1] * 40);
  if (event.altKey) return () => draft.shift(field.id, step[0] + step[1]);
  const by = times(step, event.shiftKey ? 10 : 1);
  const at = draft.corner - 1;
  const quad = draft.corner ? withCorner(field.quad, at, add(field.quad[at], by)) : moved(field.quad, by);
  return () => {
    draft.change(field.id, { quad: rounded(quad) }, `nudge ${draft.corner}`, event.repeat);
    stage.reveal(bounds(quad));
  };
}

/**
 * @param {Editor} editor
 * @param {KeyboardEvent} event
 * @returns {(() => unknown) | null}
 */
function actionOf(editor, event) {
  const { draft, stage } = editor;
  const field = draft.current;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return key === 'd' && field ? () => duplicate(editor, field) : null;
  if (key === 'Tab') return tab(editor, event);
  if ('01234'.includes(key) && field) return () => draft.select(field.id, Number(key));
  /** @type {Record<string, () => unknown>} */
  const plain = {
    n: () => newField(editor),
    f: () => stage.fit(),
    '+': () => stage.zoom(1.25),
    '=': () => stage.zoom(1.25),
    '-': () => stage.zoom(0.8),
    ' ': () => {
      stage.spaceHeld = true;
    },
  };
  return plain[key] ?? (field ? onField(editor, field)[key] : null) ?? null;
}

/**
 * @param {Editor} editor
 * @param {Field} field
 * @returns {Record<string, () => unknown>}
 */
function onField({ draft, rename }, { id }) {
  return {
    Delete: () => draft.remove(id),
    Backspace: () => draft.remove(id),
    Enter: () => rename(id),
    F2: () => rename(id),
    Escape: () => draft.select(draft.corner ? id : ''),
  };
}

/**
 * From field to field; beyond the last one the focus leaves the picture, so that nobody is caught in it.
 * @param {Editor} editor
 * @param {KeyboardEvent} event
 * @returns {(() => unknown) | null}
 */
function tab({ draft, stage }, event) {
  const at = draft.fields.findIndex((field) => field.id === draft.selected);
  const next = draft.fields[at + (event.shiftKey ? (at < 0 ? 0 : -1) : 1)];
  if (!next || (event.shiftKey && at < 0)) return null;
  return () => {
    draft.select(next.id);
    stage.reveal(bounds(next.quad));
  };
}

/**
 * A field like this one, a little lower.
 * @param {Editor} editor
 * @param {Field} field
 */
export function duplicate({ draft }, field) {
  const height = bounds(field.quad)[3] - bounds(field.quad)[1];
  const quad = rounded(moved(field.quad, [0, height * 1.2]));
  draft.insert({ ...field, id: newId(), quad, suggest: false }, field.id);
}

/**
 * A field in the middle of the view, as large as a line of text may be.
 * @param {Editor} editor
 */
function newField({ stage, made }) {
  if (!stage.picture) return;
  const [x, y] = stage.middle();
  const [width, height] = [stage.picture.width / 5, stage.picture.height / 24].map((side) => side / 2);
  const quad = rectangle([x - width, y - height], [x + width, y + height]);
  made(rounded(quad), { keepFocus: true });
}
