// Pixels moved by homographies, in the browser: what stands in a quad made upright, and the template's print alone.

import { contextOf } from './dom.js';
import { bounds, eachCorner, homography, sides, transformed } from './geometry.js';

const MOST_WIDTH = 900;

/**
 * A canvas `height` pixels high with what stands in `quad` of the picture, made upright.
 * @param {Picture} picture
 * @param {Quad} quad
 * @param {number} height
 */
export function upright(picture, quad, height) {
  const [wide, high] = sides(quad);
  const width = Math.max(8, Math.min(MOST_WIDTH, Math.round((wide * height) / Math.max(high, 1))));
  const out = Object.assign(document.createElement('canvas'), { width, height });
  const { level, part, left, top, scale } = partOf(picture, quad, Math.max(wide / width, high / height));
  if (!level) return out;
  /** @type {Quad} */
  const target = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  const local = eachCorner(quad, ([x, y]) => [x * scale - left, y * scale - top]);
  const context = contextOf(out);
  const made = context.createImageData(width, height);
  sample(part, made, homography(target, local));
  context.putImageData(made, 0, 0);
  return out;
}

/**
 * The pixels around a quad, from the level of the picture whose pixels come nearest to those wanted.
 * @param {Picture} picture
 * @param {Quad} quad
 * @param {number} shrink
 */
function partOf(picture, quad, shrink) {
  const level = picture.levels.findLast((one) => picture.width / one.width <= Math.max(1, shrink)) ?? picture.levels[0];
  const scale = level.width / picture.width;
  const [l, t, r, b] = bounds(quad).map((side) => side * scale);
  const [left, top] = [Math.max(0, Math.floor(l) - 1), Math.max(0, Math.floor(t) - 1)];
  const [width, height] = [
    Math.min(level.width, Math.ceil(r) + 2) - left,
    Math.min(level.height, Math.ceil(b) + 2) - top,
  ];
  if (width < 1 || height < 1) return {};
  const piece = Object.assign(document.createElement('canvas'), { width, height });
  const context = contextOf(piece, { willReadFrequently: true });
  context.drawImage(level, -left, -top);
  return { level, left, top, scale, part: context.getImageData(0, 0, width, height) };
}

/**
 * Bilinear, pixel by pixel; white where the source ends.
 * @param {ImageData} source
 * @param {ImageData} target
 * @param {Matrix} sourceFromTarget
 */
function sample(source, target, sourceFromTarget) {
  const { width, height, data } = source;
  new Uint32Array(target.data.buffer).fill(0xffffffff);
  const bytes = target.data;
  for (let row = 0; row < target.height; row += 1) {
    for (let column = 0; column < target.width; column += 1) {
      const [sx, sy] = transformed(sourceFromTarget, [column + 0.5, row + 0.5]);
      const [x, y] = [sx - 0.5, sy - 0.5];
      const [x0, y0] = [Math.floor(x), Math.floor(y)];
      if (x0 < -1 || y0 < -1 || x0 >= width || y0 >= height) continue;
      const [dx, dy] = [x - x0, y - y0];
      const [xa, xb] = [Math.max(0, x0), Math.min(width - 1, x0 + 1)];
      const [ya, yb] = [Math.max(0, y0) * width, Math.min(height - 1, y0 + 1) * width];
      const [a, b, c, d] = [(ya + xa) * 4, (ya + xb) * 4, (yb + xa) * 4, (yb + xb) * 4];
      const at = (row * target.width + column) * 4;
      for (let channel = 0; channel < 3; channel += 1) {
        const upper = data[a + channel] * (1 - dx) + data[b + channel] * dx;
        const lower = data[c + channel] * (1 - dx) + data[d + channel] * dx;
        bytes[at + channel] = upper * (1 - dy) + lower * dy;
      }
    }
  }
}

const INK = [29, 78, 216];

/**
 * The template's print outside its fields as blue ink on nothing: {canvas, scale}; scale is canvas over picture.
 * @param {Picture} picture
 * @param {Quad[]} quads
 */
export function fixedPrint(picture, quads) {
  const level =
    picture.levels.find((one) => Math.max(one.width, one.height) <= 2048) ?? picture.levels[picture.levels.length - 1];
  const canvas = Object.assign(document.createElement('canvas'), { width: level.width, height: level.height });
  const context = contextOf(canvas, { willReadFrequently: true });
  context.drawImage(level, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  inked(pixels.data);
  context.putImageData(pixels, 0, 0);
  const scale = level.width / picture.width;
  context.globalCompositeOperation = 'destination-out';
  for (const quad of quads) {
    context.beginPath();
    quad.forEach(([x, y], i) => (i ? context.lineTo(x * scale, y * scale) : context.moveTo(x * scale, y * scale)));
    context.fill();
  }
  return { canvas, scale };
}

/**
 * Dark becomes ink, light becomes nothing; the paper's own grey, which most pixels have, counts as light.
 * @param {Uint8ClampedArray} data
 */
function inked(data) {
  const counts = new Uint32Array(256);
  for (let i = 0; i < data.length; i += 64) counts[grey(data, i)] += 1;
  const paper = Math.max(counts.indexOf(Math.max(...counts)), 128);
  for (let i = 0; i < data.length; i += 4) {
    const ink = Math.min(1, Math.max(0, (paper - 12 - grey(data, i)) / 110));
    [data[i], data[i + 1], data[i + 2]] = INK;
    data[i + 3] = 255 * ink;
  }
}

/** @type {(data: Uint8ClampedArray, i: number) => number} */
const grey = (data, i) => (data[i] * 77 + data[i + 1] * 150 + data[i + 2] * 29) >> 8;
