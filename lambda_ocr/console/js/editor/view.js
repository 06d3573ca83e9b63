// The editor: a picture with fields drawn on it, and the panel beside it. Parts are made here and introduced to each other.

import { t } from '../i18n/i18n.js';
import { acceptDrops, h } from '../shared/dom.js';
import { between, bounds, inside, rounded } from '../shared/geometry.js';
import { Stage } from '../shared/stage.js';
import { freshField } from './draft.js';
import { warningsOf } from './findings/checks.js';
import { saidOf, saidOfAll } from './findings/findings.js';
import { printOf } from './findings/fixed_print.js';
import { roomier } from './lines/room.js';
import { fieldOfLine } from './lines/snap.js';
import { Panel } from './panel/panel.js';
import { Drawing } from './picture/drawing.js';
import * as gestures from './picture/gestures.js';
import * as keys from './picture/keys.js';
import { save } from './saving.js';
import { draft, importFile, suggestion } from './session.js';
import { Toolbar } from './toolbar.js';

/** @import { Draft } from './draft.js' */

/**
 * What the page does when it is asked here: begin on another picture, take note that a draft was saved (whether it is
 * in view), try a template, compare the draft with the versions there are.
 * @typedef {{
 *   begin(file: File): unknown,
 *   saved(id: string, before: string): boolean,
 *   tried(id: string): unknown,
 *   compare(): unknown,
 * }} Go
 */

/**
 * The parts of the editor, and what they ask of each other.
 * @typedef {{
 *   draft: Draft,
 *   stage: Stage,
 *   drawing: Drawing,
 *   rename(id: string): void,
 *   duplicate(field: Field): void,
 *   takeLine(at: number, joins: boolean): void,
 *   made(quad: Quad, how?: { keepFocus?: boolean }): void,
 *   makeRoom(field: Field): void,
 *   save(): unknown,
 *   warned(): void,
 *   leave(): void,
 *   compare(): void,
 * }} Editor
 */

/**
 * @param {Go} go
 * @returns {View}
 */
export function editorView(go) {
  const stage = new Stage({
    'tabindex': 0,
    'role': 'application',
    'aria-label': t('editor.stage'),
    'data-testid': 'stage',
  });
  const drawing = new Drawing(stage);
  /** @type {Editor} */
  const editor = {
    draft,
    stage,
    drawing,
    rename: (id) => {
      redraw();
      panel.rename(id);
    },
    duplicate: (field) => keys.duplicate(editor, field),
    takeLine: (at, joins) => takeLine(editor, at, joins),
    made: (quad, how) => made(editor, quad, how),
    makeRoom: (field) => draft.change(field.id, { quad: rounded(withRoom(editor, field)) }),
    save: () => save(editor, go),
    warned: () => {
      redraw();
      panel.showFirstWarning();
    },
    leave: () => go.tried(draft.openedId),
    compare: () => go.compare(),
  };
  const panel = new Panel(editor);
  const bar = new Toolbar(editor);
  const redraw = () => {
    if (stage.picture !== draft.picture && draft.picture) stage.show(draft.picture);
    const taken = takenLines();
    const warnings = saidWarnings(stage.size);
    const prints = printOf(draft);
    drawing.draw(draft, warnings, draft.snapping, taken);
    drawing.drawPrint(prints.filter(({ struck }) => struck || draft.printShown));
    panel.draw(warnings, taken, prints);
    bar.draw();
  };
  const element = h(
    'section',
    { 'class': 'editor', 'aria-label': t('editor.heading') },
    h('h1', { class: 'only-read' }, t('editor.heading')),
    h('div', { class: 'work' }, bar.element, stage.element),
    panel.element,
  );
  acceptDrops(element, ([file]) => (/json$/.test(file.type || file.name) ? importFile(file) : go.begin(file)));
  gestures.listen(editor);
  keys.listen(editor, element);
  stage.onview = (view) => {
    drawing.scaled();
    bar.zoomed(view);
  };
  return { element, destroy: followed(redraw, () => stage.destroy()) };
}

/**
 * Redraw now and, once a frame, whenever the draft changed. Gives back what ends it.
 * @param {() => void} redraw
 * @param {() => void} ended
 */
function followed(redraw, ended) {
  let asked = 0;
  const soon = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      redraw();
    });
  };
  draft.addEventListener('change', soon);
  redraw();
  return () => {
    draft.removeEventListener('change', soon);
    cancelAnimationFrame(asked);
    ended();
  };
}

/**
 * What is said of each field and of the whole: what the page sees, and what the service's check found.
 * @param {Size} size
 * @returns {Warnings}
 */
function saidWarnings(size) {
  const seen = draft.picture ? warningsOf(draft.fields, draft.lines, size) : new Map();
  /** @type {Warnings} */
  const said = new Map(draft.fields.map((field) => [field.id, saidOf(field, seen.get(field.id) ?? [], draft.check)]));
  return said.set('', saidOfAll(seen.get('') ?? [], draft.check));
}

/** Lines that lie in a field already. */
function takenLines() {
  /** @type {Set<number>} */
  const taken = new Set();
  (draft.lines ?? []).forEach(({ position: [a, , c] }, at) => {
    if (draft.fields.some((field) => [0.5, 0.8].some((share) => inside(field.quad, between(a, c, share))))) {
      taken.add(at);
    }
  });
  return taken;
}

/**
 * @param {Editor} editor
 * @param {Field} field
 */
function withRoom({ stage }, field) {
  const others = draft.fields.filter((other) => other !== field);
  return roomier(field.quad, draft.lines ?? [], others, stage.size);
}

/**
 * Make a field of a line of text, or draw the selected one out over it.
 * @param {Editor} editor
 * @param {number} at
 * @param {boolean} joins
 */
function takeLine(editor, at, joins) {
  const line = draft.lines?.[at];
  if (!draft.lines || !line) return;
  if (joins && draft.current) {
    gestures.joinLine(editor, line);
    return;
  }
  const { quad, name } = fieldOfLine(line, draft.lines, draft.fields, editor.stage.size);
  const field = freshField(name, rounded(quad));
  draft.insert(field);
  editor.rename(field.id);
  editor.stage.reveal(bounds(quad));
}

/**
 * A field was drawn by hand: suggest a name, and let it be typed.
 * @param {Editor} editor
 * @param {Quad} quad
 * @param {{ keepFocus?: boolean }} [how]
 */
function made(editor, quad, { keepFocus = false } = {}) {
  const field = freshField(suggestion(quad), quad, !draft.lines);
  draft.insert(field);
  if (!keepFocus) editor.rename(field.id);
}
