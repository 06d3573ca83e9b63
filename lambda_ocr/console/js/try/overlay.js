// The fields found on a picture, and the template's print laid over it.

import { t } from '../i18n/i18n.js';
import { childrenOf, dataOf, h, s } from '../shared/dom.js';
import { cssMatrix, product } from '../shared/geometry.js';
import { fixedPrint } from '../shared/warp.js';

/** @import { Stage } from '../shared/stage.js' */

/** @type {(quad: Quad) => string} */
const pointsOf = (quad) => quad.map((corner) => corner.join(',')).join(' ');

export class Overlay {
  /**
   * `pointed(index)` is told which field the pointer or the focus is on; -1 for none.
   * @param {Stage} stage
   * @param {(index: number) => unknown} pointed
   */
  constructor(stage, pointed) {
    this.stage = stage;
    /** @type {Wire.DetailAnswer | null} */
    this.answer = null;
    this.print = h('div', { class: 'print', 'aria-hidden': 'true' });
    /** @type {{ canvas: HTMLCanvasElement, scale: number } | null} */
    this._fixed = null;
    stage.canvas.after(this.print);
    this.quads = s('g', { class: 'quads' });
    this.lines = s('g', { class: 'quad-lines', 'aria-hidden': 'true' });
    stage.overlay.append(this.quads, this.lines);
    const indexOf = (/** @type {Event} */ event) => Number(dataOf(event, '[data-index]').index ?? -1);
    for (const name of ['pointerover', 'focusin', 'click']) {
      this.quads.addEventListener(name, (event) => indexOf(event) >= 0 && pointed(indexOf(event)));
    }
  }

  /**
   * Show an answer's fields, or none.
   * @param {Wire.DetailAnswer | null} answer
   */
  show(answer) {
    this.answer = answer;
    const fields = answer?.fields ?? [];
    this.quads.replaceChildren(
      ...fields.flatMap((field, index) => (field.position ? [polygon(field, field.position, index)] : [])),
    );
    this.point(-1);
    this._place();
  }

  /**
   * The template whose print is laid over: its picture (null while there is none) and the quads left out.
   * @param {Picture | null} picture
   * @param {Quad[]} [quads]
   */
  setTemplate(picture, quads = []) {
    this._fixed = picture && fixedPrint(picture, quads);
    this.print.replaceChildren(...(this._fixed ? [this._fixed.canvas] : []));
    this._place();
  }

  /** @param {number} share */
  opacity(share) {
    this.print.style.opacity = String(share);
    this.print.hidden = share === 0;
  }

  /**
   * Mark one field and show its lines.
   * @param {number} index
   */
  point(index) {
    for (const quad of childrenOf(this.quads)) {
      quad.classList.toggle('is-selected', Number(quad.dataset.index) === index);
    }
    const lines = this.answer?.fields[index]?.lines ?? [];
    this.lines.replaceChildren(
      ...lines.flatMap(({ position }) => (position ? [s('polygon', { points: pointsOf(position) })] : [])),
    );
  }

  viewed() {
    this._place();
  }

  /** The print where the homography puts it, as the view shows the picture. */
  _place() {
    const rows = this.answer?.alignment.image_from_template;
    if (!this._fixed) return;
    const { canvas } = this._fixed;
    canvas.hidden = !rows;
    if (!rows) return;
    const { scale, x, y } = this.stage.view;
    const shrink = 1 / this._fixed.scale;
    const screenFromImage = [scale, 0, x, 0, scale, y, 0, 0, 1];
    const templateFromCanvas = [shrink, 0, 0, 0, shrink, 0, 0, 0, 1];
    canvas.style.transform = cssMatrix(product(product(screenFromImage, rows.flat()), templateFromCanvas));
  }
}

/**
 * @param {Wire.FieldDetail} field
 * @param {Quad} position
 * @param {number} index
 */
function polygon(field, position, index) {
  return s('polygon', {
    points: pointsOf(position),
    'data-index': index,
    class: `is-${field.status}`,
    tabindex: 0,
    role: 'img',
    'aria-label': `${field.key}: ${field.value || t(`status.${field.status}`)}`,
  });
}
