// A picture one can zoom and move, with a drawing above it in the picture's own coordinates.
// Rule: the view is {scale, x, y}: a point p of the picture stands at p * scale + (x, y) of the stage.

import { contextOf, h, s } from './dom.js';

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
    /** @type {Map<number, PointerEvent>} */
    this._touches = new Map();
    this._observer = new ResizeObserver(() => this._sized());
    this._listen();
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
    return event.button === 1 || this.spaceHeld || this._touches.size > 1;
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
    this._paint();
    this.onview(this.view);
  }

  /** The part of the picture in view, from the smallest level that is sharp enough. */
  _paint() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = this._size;
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== pixelWidth || this.canvas.height !== pixelHeight) {
      Object.assign(this.canvas, { width: pixelWidth, height: pixelHeight });
    }
    const context = contextOf(this.canvas);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, pixelWidth, pixelHeight);
    const { picture } = this;
    if (!picture) return;
    const { scale, x, y } = this.view;
    const sharp = picture.levels.findLast((one) => one.width >= picture.width * scale * ratio * 0.99);
    const level = sharp ?? picture.levels[0];
    const shrink = picture.width / level.width;
    const left = Math.max(0, -x / scale);
    const top = Math.max(0, -y / scale);
    const right = Math.min(picture.width, (width - x) / scale);
    const bottom = Math.min(picture.height, (height - y) / scale);
    if (right <= left || bottom <= top) return;
    context.imageSmoothingEnabled = scale * ratio * shrink < 3;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
    context.drawImage(
      level,
      left / shrink,
      top / shrink,
      (right - left) / shrink,
      (bottom - top) / shrink,
      left,
      top,
      right - left,
      bottom - top,
    );
  }

  _listen() {
    this._observer.observe(this.element);
    this.element.addEventListener('wheel', (event) => this._wheel(event), { passive: false });
    this.element.addEventListener('pointerdown', (event) => this._down(event));
    this.element.addEventListener('pointermove', (event) => this._move(event));
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
      this.element.addEventListener(end, (event) => this._touches.delete(event.pointerId));
    }
  }

  /** As large as the stage, or as it was left. */
  _sized() {
    if (this._fitted) this.fit();
    else this._look(this.view.scale, this.view.x, this.view.y);
  }

  /** @param {WheelEvent} event */
  _wheel(event) {
    event.preventDefault();
    const box = this.element.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 30 : 1;
    if (event.shiftKey) this.pan(-(event.deltaX || event.deltaY) * lines, 0);
    else this.zoom(Math.exp(-event.deltaY * lines * 0.0015), event.clientX - box.left, event.clientY - box.top);
  }

  /** @param {PointerEvent} event */
  _down(event) {
    if (event.pointerType === 'touch') this._touches.set(event.pointerId, event);
    if (!this.isPan(event)) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this._touches.set(event.pointerId, event);
  }

  /** @param {PointerEvent} event */
  _move(event) {
    const last = this._touches.get(event.pointerId);
    if (!last) return;
    const other = [...this._touches.values()].find((touch) => touch.pointerId !== event.pointerId);
    if (other) this._pinch(last, event, other);
    else if (last.pointerType !== 'touch' || this.panByTouch) {
      this.pan(event.clientX - last.clientX, event.clientY - last.clientY);
    }
    this._touches.set(event.pointerId, event);
  }

  /**
   * @param {PointerEvent} from
   * @param {PointerEvent} to
   * @param {PointerEvent} other
   */
  _pinch(from, to, other) {
    const box = this.element.getBoundingClientRect();
    const span = (/** @type {PointerEvent} */ event) =>
      Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
    const factor = span(to) / Math.max(1, span(from));
    this.zoom(factor, (to.clientX + other.clientX) / 2 - box.left, (to.clientY + other.clientY) / 2 - box.top);
    this.pan((to.clientX - from.clientX) / 2, (to.clientY - from.clientY) / 2);
  }
}
