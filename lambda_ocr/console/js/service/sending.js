// How a picture travels: in the request where it fits in, else put where the service says, else made smaller, aloud.

import { t } from '../i18n/i18n.js';
import { say } from '../shared/notices.js';
import { compressed, dataUrl } from '../shared/pictures.js';
import { MOST_BYTES, call, wantsAccess } from './client.js';

/** Uploads are kept a day; after so long a picture is sent anew. */
const KEPT_MS = 12 * 60 * 60 * 1000;

/**
 * {img} or {url}: the member of a request that carries this picture.
 * @param {Picture} picture
 * @returns {Promise<{ img: string } | { url: string }>}
 */
export async function sent(picture) {
  if (picture.blob.size <= MOST_BYTES) return { img: await dataUrl(picture.blob) };
  if (!picture.place || Date.now() > picture.place.until) await place(picture);
  return picture.place ? { url: picture.place.url } : { img: await dataUrl(picture.blob) };
}

/** By the ends of names, for browsers that do not know them. */
const MEDIA = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  bmp: 'image/bmp',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  heic: 'image/heif',
  heif: 'image/heif',
  pdf: 'application/pdf',
};

/**
 * {file} or {url}: the member of a request that carries a file of any kind, as it is.
 * @param {File} file
 * @returns {Promise<{ file: string } | { url: string }>}
 */
export async function carried(file) {
  if (file.size <= MOST_BYTES) return { file: await dataUrl(file) };
  const end = /** @type {keyof typeof MEDIA} */ (file.name.split('.').pop()?.toLowerCase() ?? '');
  return { url: await uploaded(new Blob([file], { type: MEDIA[end] ?? file.type })) };
}

/** @param {Picture} picture */
async function place(picture) {
  try {
    picture.place = { url: await uploaded(picture.blob), until: Date.now() + KEPT_MS };
  } catch (fault) {
    if (wantsAccess(fault)) throw fault;
    picture.place = null;
    picture.blob = await compressed(picture.levels[0], MOST_BYTES);
    say(t('sending.compressed', { name: picture.name, megabytes: (MOST_BYTES / 1e6).toFixed(1) }));
  }
}

/**
 * Put a file where the service says; its `s3://` url.
 * @param {Blob} blob
 */
async function uploaded(blob) {
  const offer = await call({
    type: 'upload',
    content_type: /** @type {Wire.UploadRequest['content_type']} */ (blob.type),
  });
  const form = new FormData();
  for (const [name, value] of Object.entries(offer.fields)) form.append(name, value);
  form.append('file', blob);
  const answer = await fetch(offer.url, {
    method: 'POST',
    body: form,
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return offer.s3_url;
}
