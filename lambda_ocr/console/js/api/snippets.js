// Requests written as a developer would: curl, Python with requests, Python with boto3's signatures, JSON.
// Rule: pictures stand as a file to be read, never as a megabyte of Base64.

/**
 * @typedef {'query' | 'detail' | 'add' | 'list' | 'get' | 'detect' | 'del' | 'upload'} Action
 * @typedef {'curl' | 'python' | 'boto3' | 'json'} Language
 * @typedef {{ templateId: string, template: WireField[], name: string, variable: Quad[] }} Known
 * @typedef {{ kind: Access['kind'], region: string }} Asking
 */

const PICTURE = '<Base64 of photo.jpg>';
/**
 * What stands for a whole value in Python; a text in which such a word occurs is a text.
 * @type {Record<string, string>}
 */
const PYTHON_WORDS = { 'true': 'True', 'false': 'False', 'null': 'None', [JSON.stringify(PICTURE)]: 'img' };
/** @type {Record<string, string>} */
const JSON_WORDS = {};

/**
 * The requests of the API, by the name the page gives them; `known` is a template to fill them with.
 * @param {Known} known
 * @returns {Record<Action, Record<string, unknown>>}
 */
export function requestsFor({ templateId, template, name, variable }) {
  const about = { ...(variable.length ? { variable } : {}), ...(name ? { name } : {}) };
  return {
    query: { type: 'query', template_id: templateId, img: PICTURE },
    detail: { type: 'query', template_id: templateId, img: PICTURE, detail: true },
    add: { type: 'add', img: PICTURE, template, ...about, detail: true },
    list: { type: 'list' },
    get: { type: 'get', template_id: templateId, picture: 'none' },
    detect: { type: 'detect', img: PICTURE },
    del: { type: 'del', template_id: templateId },
    upload: { type: 'upload', content_type: 'image/jpeg' },
  };
}

/**
 * JSON as people write it: short lists on one line.
 * @param {unknown} value
 * @returns {string}
 */
export function pretty(value, indent = '', words = JSON_WORDS) {
  const flat = JSON.stringify(value);
  if (flat.length < 76 || typeof value !== 'object' || value === null) return spaced(value, words);
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inner = Array.isArray(value)
    ? value.map((item) => pretty(item, deeper, words))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pretty(item, deeper, words)}`);
  return `${open}\n${inner.map((line) => deeper + line).join(',\n')}\n${indent}${close}`;
}

/**
 * @param {unknown} value
 * @param {Record<string, string>} words
 * @returns {string}
 */
function spaced(value, words) {
  if (Array.isArray(value)) return `[${value.map((item) => spaced(item, words)).join(', ')}]`;
  if (value && typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item, words)}`)
      .join(', ')}}`;
  }
  const text = JSON.stringify(value);
  return words[text] ?? text;
}

/** @type {(request: Record<string, unknown>) => boolean} */
const hasPicture = (request) => request.img === PICTURE;
/** @type {(value: unknown) => string} */
const python = (value) => pretty(value, '', PYTHON_WORDS);
/** @type {(request: Record<string, unknown>) => string} */
const readsPicture = (request) =>
  hasPicture(request) ? 'img = base64.b64encode(open("photo.jpg", "rb").read()).decode()\n\n' : '\n';
/** @type {(request: Record<string, unknown>) => string} */
const importsPicture = (request) => (hasPicture(request) ? 'import base64\n' : '');

/**
 * The request in each language, for this address and kind of access.
 * @param {Record<string, unknown>} request
 * @param {string} endpoint
 * @param {Asking} access
 * @returns {Record<Language, string>}
 */
export function written(request, endpoint, access) {
  return {
    curl: curl(request, endpoint, access),
    python: requests(request, endpoint, access),
    boto3: boto3(request, endpoint, access),
    json: pretty(request),
  };
}

/**
 * @param {Record<string, unknown>} request
 * @param {string} endpoint
 * @param {Asking} access
 */
function curl(request, endpoint, access) {
  const signs = {
    iam: [
      `--aws-sigv4 "aws:amz:${access.region || '$AWS_REGION'}:execute-api"`,
      '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
      '-H "x-amz-security-token: $AWS_SESSION_TOKEN"',
    ],
    key: ['-H "x-api-key: $API_KEY"'],
    none: [],
  }[access.kind];
  const body = JSON.stringify(request).replaceAll("'", "'\\''");
  const lines = [`curl ${endpoint}`, ...signs, "-H 'content-type: application/json'"];
  if (!hasPicture(request)) return [...lines, `-d '${body}'`].join(' \\\n  ');
  const [before, after] = body.split(PICTURE);
  return [
    `{ printf %s '${before}'; base64 < photo.jpg | tr -d '\\n'; printf %s '${after}'; } |`,
    ...lines,
    '--data-binary @-',
  ].join(' \\\n  ');
}

/**
 * @param {Record<string, unknown>} request
 * @param {string} endpoint
 * @param {Asking} access
 */
function requests(request, endpoint, access) {
  const header = access.kind === 'key' ? ', headers={"x-api-key": api_key}' : '';
  const signed = access.kind === 'iam' ? '# With IAM, requests must be signed: see boto3.\n' : '';
  return `${signed}${importsPicture(request)}import requests\n\n${readsPicture(request).trimStart()}answer = requests.post(\n    "${endpoint}",\n    json=${indented(python(request), 4)}${header},\n    timeout=30,\n)\nprint(answer.status_code, answer.json())\n`;
}

/**
 * @param {Record<string, unknown>} request
 * @param {string} endpoint
 * @param {Asking} access
 */
function boto3(request, endpoint, access) {
  return `${importsPicture(request)}import json

import boto3
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

${readsPicture(request).trimStart()}body = json.dumps(${indented(python(request), 0)})
signed = AWSRequest("POST", "${endpoint}", data=body, headers={"content-type": "application/json"})
SigV4Auth(boto3.Session().get_credentials(), "execute-api", "${access.region || 'eu-central-1'}").add_auth(signed)
answer = requests.post(signed.url, data=body, headers=dict(signed.headers), timeout=30)
print(answer.status_code, answer.json())
`;
}

/** @type {(text: string, spaces: number) => string} */
const indented = (text, spaces) => text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
