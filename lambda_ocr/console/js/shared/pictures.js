// Pictures as the page holds them: pixels to show and a file to send, both turned alike.
// Rule: what is sent has the very pixels that are shown; a picture that is too large is made smaller here, and says so.

import { NotAPicture } from './faults.js';

export const ACCEPTED = 'image/jpeg,image/png,image/bmp,.jpg,.jpeg,.png,.bmp';
const MOST_SIDE = 4096;
/** What the service takes of one picture, by whatever way it comes. */
const MOST_BYTES = 10 * 1024 * 1024;
const KINDS = [
  [[0xff, 0xd8, 0xff], 'image/jpeg'],
  [[0x89, 0x50, 0x4e, 0x47], 'image/png'],
  [[0x42, 0x4d], 'image/bmp'],
];

/** {name, width, height, levels, blob, shrunk} of a file; raises NotAPicture. */
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

/** The same from a `data:` URL, as `get` answers it. */
export async function pictureOfData(data, name) {
  const [head, content] = data.split(',');
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  return openPicture(new File([bytes], name, { type: head.slice(5).split(';')[0] }));
}

async function decoded(blob, name) {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' });
  } catch {
    throw new NotAPicture('broken', name);
  }
}

/** On white, as the service sees transparent pictures. */
function drawn(source, width, height) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { alpha: false });
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

/** The picture at full size, half, quarter …, so that drawing it small costs little and looks smooth. */
function levelsOf(pixels) {
  const levels = [pixels];
  while (Math.max(levels.at(-1).width, levels.at(-1).height) > 600) {
    const last = levels.at(-1);
    levels.push(drawn(last, Math.ceil(last.width / 2), Math.ceil(last.height / 2)));
  }
  return levels;
}

/** The pixels as a JPEG of at most so many bytes, as good as fits. */
export async function compressed(canvas, mostBytes) {
  let blob = null;
  for (const quality of [0.92, 0.8, 0.6, 0.4]) {
    blob = await new Promise((done) => {
      canvas.toBlob(done, 'image/jpeg', quality);
    });
    if (blob.size <= mostBytes) break;
  }
  return blob;
}

export function dataUrl(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}
