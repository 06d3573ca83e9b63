// How a stage's view is moved by hand: wheel, drag, and two fingers.

/** @import { Stage } from './stage.js' */

export class ViewGestures {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    /**
     * Where each pointer that is down was seen last.
     * @type {Map<number, PointerEvent>}
     */
    this._touches = new Map();
    const { element } = stage;
    element.addEventListener('wheel', (event) => this._wheel(event), { passive: false });
    element.addEventListener('pointerdown', (event) => this._down(event));
    element.addEventListener('pointermove', (event) => this._move(event));
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
      element.addEventListener(end, (event) => this._touches.delete(event.pointerId));
    }
  }

  /** Whether two fingers are down. */
  get isPinch() {
    return this._touches.size > 1;
  }

  /** @param {WheelEvent} event */
  _wheel(event) {
    event.preventDefault();
    const box = this.stage.element.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 30 : 1;
    if (event.shiftKey) this.stage.pan(-(event.deltaX || event.deltaY) * lines, 0);
    else this.stage.zoom(Math.exp(-event.deltaY * lines * 0.0015), event.clientX - box.left, event.clientY - box.top);
  }

  /** @param {PointerEvent} event */
  _down(event) {
    if (event.pointerType === 'touch') this._touches.set(event.pointerId, event);
    if (!this.stage.isPan(event)) return;
    event.preventDefault();
    this.stage.element.setPointerCapture(event.pointerId);
    this._touches.set(event.pointerId, event);
  }

  /** @param {PointerEvent} event */
  _move(event) {
    const last = this._touches.get(event.pointerId);
    if (!last) return;
    const other = [...this._touches.values()].find((touch) => touch.pointerId !== event.pointerId);
    if (other) this._pinch(last, event, other);
    else if (last.pointerType !== 'touch' || this.stage.panByTouch) {
      this.stage.pan(event.clientX - last.clientX, event.clientY - last.clientY);
    }
    this._touches.set(event.pointerId, event);
  }

  /**
   * @param {PointerEvent} from
   * @param {PointerEvent} to
   * @param {PointerEvent} other
   */
  _pinch(from, to, other) {
    const box = this.stage.element.getBoundingClientRect();
    const span = (/** @type {PointerEvent} */ event) =>
      Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
    const factor = span(to) / Math.max(1, span(from));
    this.stage.zoom(factor, (to.clientX + other.clientX) / 2 - box.left, (to.clientY + other.clientY) / 2 - box.top);
    this.stage.pan((to.clientX - from.clientX) / 2, (to.clientY - from.clientY) / 2);
  }
}
