// The fields and proposed lines of a draft as SVG. Rule: only draws; what a press on it means is decided elsewhere, by
// the `data-…` of what was pressed.

import { childrenOf, contextOf, s, update } from '../../shared/dom.js';
import { between, bounds } from '../../shared/geometry.js';
import { columnsOf } from '../columns.js';

/** @import { Stage } from '../../shared/stage.js' */
/** @import { Print } from '../findings/fixed_print.js' */
/** @import { Draft } from '../draft.js' */

const HANDLE = 5.5;
const LABEL = 12;

/** @type {(quad: Quad) => string} */
const pointsOf = (quad) => quad.map((corner) => corner.join(',')).join(' ');

export class Drawing {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.lines = s('g', { class: 'lines' });
    this.prints = s('g', { class: 'prints', 'aria-hidden': 'true' });
    this.fields = s('g', { class: 'fields' });
    this.columns = s('g', { class: 'columns', 'aria-hidden': 'true' });
    this.labels = s('g', { class: 'labels', 'aria-hidden': 'true' });
    this.handles = s('g', { class: 'handles' });
    this.rubber = s('polygon', { class: 'rubber', points: '' });
    stage.overlay.append(this.prints, this.lines, this.fields, this.columns, this.rubber, this.labels, this.handles);
    /** @type {Line[] | null} */
    this._lines = null;
    this._scale = 0;
    this._stale = true;
  }

  /**
   * Draw the draft; `showLines` is whether lines of text are proposed.
   * @param {Draft} draft
   * @param {Warnings} warnings
   * @param {boolean} showLines
   * @param {Set<number>} taken
   */
  draw(draft, warnings, showLines, taken) {
    this._drawLines(showLines ? (draft.lines ?? []) : [], taken);
    this._drawFields(draft, warnings);
    this._drawHandles(draft);
    this.scaled();
  }

  /**
   * Draw print that the document is known by; what is struck out, struck through.
   * @param {Print[]} prints
   */
  drawPrint(prints) {
    reconcile(
      this.prints,
      prints,
      () => s('g', {}, s('polygon'), s('line')),
      (group, { quad: [a, b, c, d], struck }) => {
        const [outline, stroke] = group.children;
        const [[x1, y1], [x2, y2]] = [between(a, d, 0.5), between(b, c, 0.5)];
        update(outline, { points: pointsOf([a, b, c, d]) });
        update(stroke, { x1, y1, x2, y2 });
        group.classList.toggle('is-struck', struck);
      },
    );
  }

  /**
   * Mark one piece of print; '' for none.
   * @param {string} id
   */
  pointAt(id) {
    for (const group of childrenOf(this.prints)) group.classList.toggle('is-selected', group.dataset.key === id);
  }

  /**
   * A rectangle under way; null when there is none.
   * @param {Quad | null} quad
   */
  rubberBand(quad) {
    update(this.rubber, { points: quad ? pointsOf(quad) : '' });
  }

  /** What keeps its size on the screen, after the view changed. */
  scaled() {
    const { scale } = this.stage.view;
    if (scale === this._scale && !this._stale) return;
    [this._scale, this._stale] = [scale, false];
    for (const handle of this.handles.children) update(handle, { r: HANDLE / scale });
    for (const label of childrenOf(this.labels)) {
      update(label, {
        transform: `translate(${label.dataset.x} ${label.dataset.y}) scale(${1 / scale}) translate(0 -20)`,
      });
    }
  }

  /**
   * @param {Line[]} lines
   * @param {Set<number>} taken
   */
  _drawLines(lines, taken) {
    if (this._lines !== lines) {
      this._lines = lines;
      this.lines.replaceChildren(
        ...lines.map((line, at) =>
          s('polygon', { points: pointsOf(line.position), 'data-line': at }, s('title', {}, line.text)),
        ),
      );
    }
    for (const [at, polygon] of [...this.lines.children].entries()) polygon.classList.toggle('is-taken', taken.has(at));
  }

  /**
   * @param {Draft} draft
   * @param {Warnings} warnings
   */
  _drawFields(draft, warnings) {
    reconcile(
      this.fields,
      draft.fields,
      (field) => s('polygon', { 'data-field': field.id }),
      (polygon, field) => {
        const classes = [
          field.id === draft.selected && 'is-selected',
          warnings.get(field.id)?.length && 'is-doubtful',
        ].filter(Boolean);
        update(polygon, { points: pointsOf(field.quad), class: classes.join(' ') || null });
      },
    );
    reconcile(
      this.columns,
      draft.fields.flatMap((field) => columnsOf(field).map(([quad, name]) => ({ id: `${field.id} ${name}`, quad }))),
      () => s('polygon'),
      (polygon, { quad }) => update(polygon, { points: pointsOf(quad) }),
    );
    reconcile(
      this.labels,
      draft.fields,
      () => s('g', {}, s('rect', { rx: 3, height: LABEL + 6 }), s('text', { x: 5, y: LABEL + 1 })),
      (label, field, at) => {
        const [left, top] = bounds(field.quad);
        const [box, text] = label.children;
        const words = `${at + 1}  ${field.name}`.trim();
        if (text.textContent !== words) {
          text.textContent = words;
          update(box, { width: widthOf(words) + 10 });
        }
        Object.assign(label.dataset, { x: left, y: top });
        update(label, { class: field.id === draft.selected ? 'is-selected' : null });
      },
    );
    this._stale = true;
  }

  /** @param {Draft} draft */
  _drawHandles(draft) {
    const corners = draft.current?.quad ?? [];
    const wanted = corners.map((corner, at) => ({ id: String(at + 1), corner }));
    reconcile(
      this.handles,
      wanted,
      ({ id }) => s('circle', { 'data-corner': id }),
      (circle, { id, corner: [x, y] }) => {
        update(circle, { cx: x, cy: y, class: Number(id) === draft.corner ? 'is-selected' : null });
      },
    );
    this._stale = true;
  }
}

/**
 * Make a group's children follow a list of things with ids, touching only what changed.
 * @template {{ id: string }} T
 * @template {SVGElement} E
 * @param {SVGGElement} group
 * @param {T[]} things
 * @param {(thing: T) => E} make
 * @param {(child: E, thing: T, at: number) => unknown} change
 */
function reconcile(group, things, make, change) {
  const children = /** @type {E[]} */ ([...group.children]);
  const known = new Map(children.map((child) => [child.dataset.key ?? '', child]));
  things.forEach((thing, at) => {
    let child = known.get(thing.id);
    known.delete(thing.id);
    if (!child) {
      child = make(thing);
      child.dataset.key = thing.id;
    }
    if (group.children[at] !== child) group.insertBefore(child, group.children[at] ?? null);
    change(child, thing, at);
  });
  for (const child of known.values()) child.remove();
}

/** @type {CanvasRenderingContext2D | undefined} */
let ruler;

/**
 * Pixels a label's words take.
 * @param {string} words
 */
function widthOf(words) {
  ruler ??= contextOf(document.createElement('canvas'));
  ruler.font = `600 ${LABEL}px system-ui, sans-serif`;
  return Math.ceil(ruler.measureText(words).width);
}
