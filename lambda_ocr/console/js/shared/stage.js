// A picture one can zoom and move, with a drawing above it in the picture's own coordinates.
// Rule: the view is {scale, x, y}: a point p of the picture stands at p * scale + (x, y) of the stage.

import { h, s } from './dom.js';
import { paint } from './painting.js';
import { ViewGestures } from './view_gestures.js';

/** @typedef {{ scale: number, x: number, y: number }} Look */

const MARGIN = 24;
const MOST_SCALE = 16;

export class Stage {
  /**
   * `props` go onto the stage's element; `overlay` is the SVG group in picture coordinates.
   * @param {Props} [props]
   */
  constructor(props = {}) {
    this.canvas = h('canvas', { class: 'stage-canvas', 'aria-hidden': 'true' });
    this.overlay = s('g');
    this.svg = s('svg', { class: 'stage-svg' }, this.overlay);
    this.element = h('div', { class: 'stage', ...props }, this.canvas, this.svg);
    this.view = { scale: 1, x: 0, y: 0 };
    /** @type {Picture | null} */
    this.picture = null;
    /** @type {(view: Look) => void} */
    this.onview = () => {};
    /** Whether Space is held: any press then moves the picture. */
    this.spaceHeld = false;
    /** Whether one finger moves the picture. */
    this.panByTouch = false;
    this._fitted = true;
    this._frame = 0;
    this._gestures = new ViewGestures(this);
    this._observer = new ResizeObserver(() => this._sized());
    this._observer.observe(this.element);
  }

  /** @param {Picture | null} picture */
  show(picture) {
    this.picture = picture;
    if (picture) this.fit();
    else this._look(1, 0, 0);
  }

  /**
   * Where an event points, in picture coordinates.
   * @param {MouseEvent} event
   * @returns {Point}
   */
  pointOf(event) {
    const box = this.element.getBoundingClientRect();
    return [
      (event.clientX - box.left - this.view.x) / this.view.scale,
      (event.clientY - box.top - this.view.y) / this.view.scale,
    ];
  }

  /**
   * Where a point of the picture stands on the screen.
   * @param {Point} point
   * @returns {Point}
   */
  screenOf([x, y]) {
    const box = this.element.getBoundingClientRect();
    return [box.left + x * this.view.scale + this.view.x, box.top + y * this.view.scale + this.view.y];
  }

  /**
   * The picture's point in the middle of the view.
   * @returns {Point}
   */
  middle() {
    return [(this._size[0] / 2 - this.view.x) / this.view.scale, (this._size[1] / 2 - this.view.y) / this.view.scale];
  }

  fit() {
    this._fitted = true;
    if (!this.picture || !this.element.clientWidth) return; // not laid out yet: its first size calls this again
    const [width, height] = this._size;
    const scale = Math.min(
      4,
      Math.max(0.01, Math.min((width - 2 * MARGIN) / this.picture.width, (height - 2 * MARGIN) / this.picture.height)),
    );
    this._look(scale, (width - this.picture.width * scale) / 2, (height - this.picture.height * scale) / 2);
  }

  /**
   * Zoom, keeping what stands at (x, y) of the stage where it is; by default its middle.
   * @param {number} factor
   */
  zoom(factor, x = this._size[0] / 2, y = this._size[1] / 2) {
    const scale = Math.min(MOST_SCALE, Math.max(0.05, this.view.scale * factor));
    const share = scale / this.view.scale;
    this._fitted = false;
    this._look(scale, x - (x - this.view.x) * share, y - (y - this.view.y) * share);
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this._fitted = false;
    this._look(this.view.scale, this.view.x + dx, this.view.y + dy);
  }

  /**
   * Move the view as little as shows the whole of these bounds.
   * @param {Bounds} bounds
   */
  reveal([left, top, right, bottom]) {
    const { scale, x, y } = this.view;
    /** @type {(low: number, high: number, size: number) => number} */
    const shift = (low, high, size) =>
      low < MARGIN ? MARGIN - low : high > size - MARGIN ? Math.max(size - MARGIN - high, MARGIN - low) : 0;
    const dx = shift(left * scale + x, right * scale + x, this._size[0]);
    const dy = shift(top * scale + y, bottom * scale + y, this._size[1]);
    if (dx || dy) this.pan(dx, dy);
  }

  /**
   * Whether a press starts a move of the picture: middle button, or any with Space held.
   * @param {PointerEvent} event
   * @returns {boolean}
   */
  isPan(event) {
    return event.button === 1 || this.spaceHeld || this._gestures.isPinch;
  }

  /**
   * The picture's width and height.
   * @returns {Size}
   */
  get size() {
    return this.picture ? [this.picture.width, this.picture.height] : [0, 0];
  }

  destroy() {
    this._observer.disconnect();
    cancelAnimationFrame(this._frame);
  }

  /** @returns {Size} */
  get _size() {
    return [this.element.clientWidth || 1, this.element.clientHeight || 1];
  }

  /**
   * @param {number} scale
   * @param {number} x
   * @param {number} y
   */
  _look(scale, x, y) {
    this.view = { scale, x, y };
    this._frame ||= requestAnimationFrame(() => this._draw());
  }

  _draw() {
    this._frame = 0;
    const { scale, x, y } = this.view;
    this.overlay.setAttribute('transform', `matrix(${scale} 0 0 ${scale} ${x} ${y})`);
    paint(this.canvas, this._size, this.picture, this.view);
    this.onview(this.view);
  }

  /** As large as the stage, or as it was left. */
  _sized() {
    if (this._fitted) this.fit();
    else this._look(this.view.scale, this.view.x, this.view.y);
  }
}
