// The fields found on a picture, and the template's print laid over it.

import { t } from '../i18n/i18n.js';
import { h, s } from '../shared/dom.js';
import { cssMatrix, product } from '../shared/geometry.js';
import { fixedPrint } from './warp.js';

const pointsOf = (quad) => quad.map((corner) => corner.join(',')).join(' ');

export class Overlay {
  /** `pointed(index)` is told which field the pointer or the focus is on; -1 for none. */
  constructor(stage, pointed) {
    this.stage = stage;
    this.print = h('div', { class: 'print', 'aria-hidden': 'true' });
    stage.canvas.after(this.print);
    this.quads = s('g', { class: 'quads' });
    this.lines = s('g', { class: 'quad-lines', 'aria-hidden': 'true' });
    stage.overlay.append(this.quads, this.lines);
    const indexOf = (event) => Number(event.target.closest?.('[data-index]')?.dataset.index ?? -1);
    for (const name of ['pointerover', 'focusin', 'click']) {
      this.quads.addEventListener(name, (event) => indexOf(event) >= 0 && pointed(indexOf(event)));
    }
  }

  /** Show an answer's fields, or none. */
  show(answer) {
    this.answer = answer;
    const fields = answer?.fields ?? [];
    this.quads.replaceChildren(...fields.flatMap((field, index) => (field.position ? [polygon(field, index)] : [])));
    this.point(-1);
    this._place();
  }

  /** The template whose print is laid over: its picture (null while there is none) and its fields' quads. */
  setTemplate(picture, quads = []) {
    this.print.replaceChildren();
    if (!picture) return;
    const { canvas, scale } = fixedPrint(picture, quads);
    this._printScale = scale;
    this.print.replaceChildren(canvas);
    this._place();
  }

  opacity(share) {
    this.print.style.opacity = share;
    this.print.hidden = share === 0;
  }

  /** Mark one field and show its lines. */
  point(index) {
    for (const quad of this.quads.children) quad.classList.toggle('is-selected', Number(quad.dataset.index) === index);
    const lines = this.answer?.fields[index]?.lines ?? [];
    this.lines.replaceChildren(
      ...lines.filter((line) => line.position).map((line) => s('polygon', { points: pointsOf(line.position) })),
    );
  }

  viewed() {
    this._place();
  }

  /** The print where the homography puts it, as the view shows the picture. */
  _place() {
    const rows = this.answer?.alignment?.image_from_template;
    const canvas = this.print.firstChild;
    if (!canvas) return;
    canvas.hidden = !rows;
    if (!rows) return;
    const { scale, x, y } = this.stage.view;
    const shrink = 1 / this._printScale;
    const screenFromImage = [scale, 0, x, 0, scale, y, 0, 0, 1];
    const templateFromCanvas = [shrink, 0, 0, 0, shrink, 0, 0, 0, 1];
    canvas.style.transform = cssMatrix(product(product(screenFromImage, rows.flat()), templateFromCanvas));
  }
}

function polygon(field, index) {
  return s('polygon', {
    points: pointsOf(field.position),
    'data-index': index,
    class: `is-${field.status}`,
    tabindex: 0,
    role: 'img',
    'aria-label': `${field.key}: ${field.value || t(`status.${field.status}`)}`,
  });
}
