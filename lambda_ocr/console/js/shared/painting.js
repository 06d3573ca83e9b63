// A picture painted onto a canvas through a view: the part of it that is in sight, as sharp as the screen shows it.

import { contextOf } from './dom.js';

/** @import { Look } from './stage.js' */

/**
 * Painted from the smallest level of the picture that is sharp enough: a photograph of many megapixels follows a drag
 * only so.
 * @param {HTMLCanvasElement} canvas
 * @param {Size} size Of the canvas, in the page's pixels.
 * @param {Picture | null} picture
 * @param {Look} view
 */
export function paint(canvas, [width, height], picture, { scale, x, y }) {
  const ratio = window.devicePixelRatio || 1;
  const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    Object.assign(canvas, { width: pixelWidth, height: pixelHeight });
  }
  const context = contextOf(canvas);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, pixelWidth, pixelHeight);
  if (!picture) return;
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
