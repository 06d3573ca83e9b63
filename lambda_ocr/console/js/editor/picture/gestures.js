// What pressing and dragging on the picture does: draw, move, pull a corner, duplicate, take a line.
// Rule: a drag shows its outcome at once and becomes one state of the draft.

import { dataOf } from '../../shared/dom.js';
import { add, clamped, minus, moved, rectangle, rounded, withCorner } from '../../shared/geometry.js';
import { newId } from '../draft.js';
import { joined } from '../lines/room.js';

/** @import { Editor } from '../view.js' */

/**
 * What a press has begun: `move` is told the point and how far it is from the start, `end` the last point.
 * @typedef {{ move(point: Point, by: Point): void, end?(point: Point): void, click(): void }} Drag
 */

const CLICK_PIXELS = 4;
const SMALLEST = 6;
/**
 * A press on what is gone by now.
 * @type {Drag}
 */
const NOTHING = { move: () => {}, click: () => {} };

/**
 * Listens on the editor's stage.
 * @param {Editor} editor
 */
export function listen(editor) {
  const { stage } = editor;
  stage.element.addEventListener('pointerdown', (event) => {
    if (stage.isPan(event) || event.button !== 0 || !stage.picture) return;
    stage.element.focus({ preventScroll: true });
    event.preventDefault();
    follow(editor, event, dragOf(editor, event));
  });
}

/**
 * What this press begins: {move(point, by), end(point), click()}.
 * @param {Editor} editor
 * @param {PointerEvent} event
 * @returns {Drag}
 */
function dragOf(editor, event) {
  const { field, corner, line } = dataOf(event, '[data-field], [data-corner], [data-line]');
  const { draft } = editor;
  if (corner) return cornerDrag(editor, Number(corner));
  const selectedUnder = field && field === draft.selected;
  if (line && !selectedUnder) {
    return { ...rubber(editor, event), click: () => editor.takeLine(Number(line), event.shiftKey) };
  }
  if (field) return fieldDrag(editor, field, event.altKey);
  return { ...rubber(editor, event), click: () => draft.select('') };
}

/**
 * @param {Editor} editor
 * @param {number} corner
 * @returns {Drag}
 */
function cornerDrag({ draft, stage }, corner) {
  const field = draft.current;
  if (!field) return NOTHING;
  const { id, quad } = field;
  draft.select(id, corner);
  return {
    move: (_, by) => {
      const at = clamped(add(quad[corner - 1], by), stage.size);
      draft.change(id, { quad: rounded(withCorner(quad, corner - 1, at)) }, `drag ${corner}`, true);
    },
    click: () => {},
  };
}

/**
 * @param {Editor} editor
 * @param {string} id
 * @param {boolean} duplicates
 * @returns {Drag}
 */
function fieldDrag({ draft }, id, duplicates) {
  const field = draft.fields.find((one) => one.id === id);
  if (!field) return NOTHING;
  let target = duplicates ? '' : id;
  draft.select(id);
  return {
    move: (_, by) => {
      if (!target) {
        target = newId();
        draft.insert({ ...field, id: target, suggest: false }, id, 'drag');
      }
      draft.change(target, { quad: rounded(moved(field.quad, by)) }, 'drag', true);
    },
    click: () => {},
  };
}

/**
 * @param {Editor} editor
 * @param {PointerEvent} event
 * @returns {Omit<Drag, 'click'>}
 */
function rubber({ drawing, stage, made }, event) {
  const start = stage.pointOf(event);
  return {
    move: (point) => drawing.rubberBand(rectangle(start, point)),
    end: (point) => {
      drawing.rubberBand(null);
      const quad = rounded(rectangle(clamped(start, stage.size), clamped(point, stage.size)));
      if (quad[2][0] - quad[0][0] < SMALLEST || quad[2][1] - quad[0][1] < SMALLEST) return;
      made(quad);
    },
  };
}

/**
 * @param {Editor} editor
 * @param {PointerEvent} down
 * @param {Drag} drag
 */
function follow({ stage, draft }, down, drag) {
  const start = stage.pointOf(down);
  let dragged = false;
  const over = new AbortController();
  /** @type {(name: 'pointermove' | 'pointerup' | 'pointercancel', listener: (event: PointerEvent) => void) => void} */
  const on = (name, listener) => stage.element.addEventListener(name, listener, { signal: over.signal });
  stage.element.setPointerCapture(down.pointerId);
  draft.endGesture();
  on('pointermove', (event) => {
    dragged ||= Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > CLICK_PIXELS;
    if (dragged) drag.move(stage.pointOf(event), minus(stage.pointOf(event), start));
  });
  const finish = (/** @type {PointerEvent} */ event) => {
    over.abort();
    draft.endGesture();
    if (dragged) drag.end?.(stage.pointOf(event));
    else if (event.type === 'pointerup') drag.click();
  };
  on('pointerup', finish);
  on('pointercancel', finish);
}

/**
 * Draw the selected field out over a line too.
 * @param {Editor} editor
 * @param {Line} line
 */
export function joinLine({ draft }, line) {
  const field = draft.current;
  if (field) draft.change(field.id, { quad: rounded(joined(field.quad, line)) });
}
