// What pressing and dragging on the picture does: draw, move, pull a corner, duplicate, take a line.
// Rule: a drag shows its outcome at once and becomes one state of the draft.

import { add, minus, moved, rectangle, rounded } from '../shared/geometry.js';
import { newId } from './draft.js';
import { joined } from './snap.js';

const CLICK_PIXELS = 4;
const SMALLEST = 6;

/** Listens on a stage; `editor` is {draft, stage, drawing, takeLine, made}. */
export function listen(editor) {
  const { stage } = editor;
  stage.element.addEventListener('pointerdown', (event) => {
    if (stage.isPan(event) || event.button !== 0 || !stage.picture) return;
    stage.element.focus({ preventScroll: true });
    event.preventDefault();
    follow(editor, event, dragOf(editor, event));
  });
}

/** What this press begins: {move(point, by), end(point), click()}. */
function dragOf(editor, event) {
  const { field, corner, line } = event.target.dataset;
  const { draft } = editor;
  if (corner) return cornerDrag(editor, Number(corner));
  const selectedUnder = field && field === draft.selected;
  if (line && !selectedUnder) {
    return { ...rubber(editor, event), click: () => editor.takeLine(Number(line), event.shiftKey) };
  }
  if (field) return fieldDrag(editor, field, event.altKey);
  return { ...rubber(editor, event), click: () => draft.select('') };
}

function cornerDrag({ draft, stage }, corner) {
  const { id, quad } = draft.current;
  draft.select(id, corner);
  return {
    move: (_, by) => {
      const [width, height] = [stage.picture.width, stage.picture.height];
      const [x, y] = add(quad[corner - 1], by);
      const at = [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))];
      draft.change(id, { quad: rounded(quad.with(corner - 1, at)) }, `drag ${corner}`, true);
    },
    click: () => {},
  };
}

function fieldDrag({ draft }, id, duplicates) {
  const field = draft.fields.find((one) => one.id === id);
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

function rubber({ drawing, stage, made }, event) {
  const start = stage.pointOf(event);
  return {
    move: (point) => drawing.rubberBand(rectangle(start, point)),
    end: (point) => {
      drawing.rubberBand(null);
      const { width, height } = stage.picture;
      const kept = ([x, y]) => [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))];
      const quad = rounded(rectangle(kept(start), kept(point)));
      if (quad[2][0] - quad[0][0] < SMALLEST || quad[2][1] - quad[0][1] < SMALLEST) return;
      made(quad);
    },
  };
}

function follow({ stage, draft }, down, drag) {
  const start = stage.pointOf(down);
  let dragged = false;
  const over = new AbortController();
  const on = (name, listener) => stage.element.addEventListener(name, listener, { signal: over.signal });
  stage.element.setPointerCapture(down.pointerId);
  draft.endGesture();
  on('pointermove', (event) => {
    dragged ||= Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > CLICK_PIXELS;
    if (dragged) drag.move(stage.pointOf(event), minus(stage.pointOf(event), start));
  });
  const finish = (event) => {
    over.abort();
    draft.endGesture();
    if (dragged) drag.end?.(stage.pointOf(event));
    else if (event.type === 'pointerup') drag.click();
  };
  on('pointerup', finish);
  on('pointercancel', finish);
}

/** Draw the selected field out over a line too. */
export function joinLine({ draft }, line) {
  const field = draft.current;
  if (field) draft.change(field.id, { quad: rounded(joined(field.quad, line)) });
}
