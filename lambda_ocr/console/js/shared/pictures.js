// Pictures as the page holds them: pixels to show and a file to send, both turned alike.
// Rule: what is sent has the very pixels that are shown; a picture that is too large is made smaller here, and says so.

import { contextOf } from './dom.js';
import { NotAPicture } from './faults.js';

export const ACCEPTED = 'image/jpeg,image/png,image/bmp,.jpg,.jpeg,.png,.bmp';
const MOST_SIDE = 4096;
/** What the service takes of one picture, by whatever way it comes. */
const MOST_BYTES = 10 * 1024 * 1024;
/** @type {[number[], string][]} */
const KINDS = [
  [[0xff, 0xd8, 0xff], 'image/jpeg'],
  [[0x89, 0x50, 0x4e, 0x47], 'image/png'],
  [[0x42, 0x4d], 'image/bmp'],
];

/**
 * {name, width, height, levels, blob, shrunk} of a file; raises NotAPicture.
 * @param {File} file
 * @returns {Promise<Picture>}
 */
export async function openPicture(file) {
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const kind = KINDS.find(([magic]) => magic.every((byte, i) => start[i] === byte));
  if (!kind) throw new NotAPicture('unsupported', file.name);
  const bitmap = await decoded(new Blob([file], { type: kind[1] }), file.name);
  const factor = Math.min(1, MOST_SIDE / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [
    Math.max(1, Math.round(bitmap.width * factor)),
    Math.max(1, Math.round(bitmap.height * factor)),
  ];
  const pixels = drawn(bitmap, width, height);
  bitmap.close();
  const fits = factor === 1 && file.size <= MOST_BYTES;
  const blob = fits ? new Blob([file], { type: kind[1] }) : await compressed(pixels, MOST_BYTES);
  return { name: file.name, width, height, levels: levelsOf(pixels), blob, shrunk: !fits };
}

/**
 * The same from a `data:` URL, as `get` answers it.
 * @param {string} data
 * @param {string} name
 */
export async function pictureOfData(data, name) {
  const [head, content] = data.split(',');
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  return openPicture(new File([bytes], name, { type: head.slice(5).split(';')[0] }));
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
async function decoded(blob, name) {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' });
  } catch {
    throw new NotAPicture('broken', name);
  }
}

/**
 * On white, as the service sees transparent pictures.
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 */
function drawn(source, width, height) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = contextOf(canvas, { alpha: false });
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

/**
 * The picture at full size, half, quarter …, so that drawing it small costs little and looks smooth.
 * @param {HTMLCanvasElement} pixels
 */
function levelsOf(pixels) {
  const levels = [pixels];
  for (let last = pixels; Math.max(last.width, last.height) > 600; levels.push(last)) {
    last = drawn(last, Math.ceil(last.width / 2), Math.ceil(last.height / 2));
  }
  return levels;
}

/**
 * The pixels as a JPEG of at most so many bytes, as good as fits.
 * @param {HTMLCanvasElement} canvas
 * @param {number} mostBytes
 */
export async function compressed(canvas, mostBytes) {
  let blob = await jpeg(canvas, 0.92);
  for (const quality of [0.8, 0.6, 0.4]) {
    if (blob.size <= mostBytes) break;
    blob = await jpeg(canvas, quality);
  }
  return blob;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} quality
 * @returns {Promise<Blob>}
 */
function jpeg(canvas, quality) {
  return new Promise((done, failed) => {
    const made = (/** @type {Blob | null} */ blob) => (blob ? done(blob) : failed(new Error('no memory for a JPEG')));
    canvas.toBlob(made, 'image/jpeg', quality);
  });
}

/**
 * @param {Blob} blob
 * @returns {Promise<string>}
 */
export function dataUrl(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}
