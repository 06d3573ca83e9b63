// AWS Signature Version 4 for one POST, by the browser's own cryptography. Keys come in, a signature goes out; nothing is
// kept. Held against botocore by tests/console/test_signing.py.

const encoder = new TextEncoder();
/** @type {(buffer: ArrayBuffer) => string} */
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
/** @type {(text: string) => Promise<string>} */
const sha256 = async (text) => hex(await crypto.subtle.digest('SHA-256', encoder.encode(text)));

/**
 * @param {BufferSource} key
 * @param {string} text
 */
async function hmac(key, text) {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return crypto.subtle.sign('HMAC', imported, encoder.encode(text));
}

/**
 * Each part of a path encoded twice, as every service but S3 wants it.
 * @type {(path: string) => string}
 */
const canonicalPath = (path) =>
  path
    .split('/')
    .map((part) => encodeURIComponent(encodeURIComponent(decodeURIComponent(part))))
    .join('/');

/**
 * Headers that sign a POST of `body` to `url`.
 * `access` is {accessKeyId, secretAccessKey, sessionToken (or ''), region}.
 * @param {string} url
 * @param {string} body
 * @param {Credentials} access
 * @returns {Promise<Record<string, string>>}
 */
export async function signedHeaders(url, body, access, now = new Date(), service = 'execute-api') {
  const { host, pathname } = new URL(url);
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [time.slice(0, 8), access.region, service, 'aws4_request'];
  /** @type {Record<string, string>} */
  const signed = { 'content-type': 'application/json', host, 'x-amz-date': time };
  if (access.sessionToken) signed['x-amz-security-token'] = access.sessionToken;
  const names = Object.keys(signed).sort();
  const canonical = [
    'POST',
    canonicalPath(pathname),
    '',
    ...names.map((name) => `${name}:${signed[name].trim()}`),
    '',
    names.join(';'),
    await sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), await sha256(canonical)].join('\n');
  /** @type {BufferSource} */
  let key = encoder.encode(`AWS4${access.secretAccessKey}`);
  for (const part of scope) key = await hmac(key, part);
  const signature = hex(await hmac(key, toSign));
  const { host: _sentByTheBrowser, ...headers } = signed;
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${access.accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}
