// Talking to the service. Rule: credentials live in this module's memory and nowhere else; a reload forgets them.

import { Refusal, messageOf } from '../shared/faults.js';
import { signedHeaders } from './sigv4.js';

export const ENDPOINT = new URL('custom_ocr', document.baseURI).href;
/** What the service says of its door: whose signatures it wants ('' where it wants none), what a request can carry. */
export const { region: REGION = '', mostBytes } = document.documentElement.dataset;
export const MOST_BYTES = Number(mostBytes);

/** @type {Access} */
let access = { kind: 'none' };
/** @type {Map<string, object>} */
const spoken = new Map();
/** @type {Set<() => unknown>} */
const asked = new Set();

export const currentAccess = () => access;

/**
 * What is sent along from now on: {kind: 'none'}, {kind: 'key', key} or {kind: 'iam', accessKeyId, …}.
 * @param {Access} given
 */
export function setAccess(given) {
  access = given;
}

/**
 * Windows that this page opened itself: they alone are told what this page knows, each directly, when it asks.
 * @type {Set<Window>}
 */
const opened = new Set();
addEventListener('message', ({ data, origin, source }) => {
  if (data !== 'who?' || origin !== location.origin || access.kind === 'none') return;
  [...opened].find((beside) => beside === source)?.postMessage(access, origin);
});

/**
 * Open a page of this service beside this one; false where the browser does not let us.
 * @param {string} href
 */
export function openBeside(href) {
  const beside = window.open(href, '_blank');
  if (beside) opened.add(beside);
  return Boolean(beside);
}

/**
 * Take over the access of the page that opened this one, if it has any; `taken` is called then.
 * @param {() => unknown} taken
 */
export function askOpener(taken) {
  const { opener } = window;
  if (!opener) return;
  addEventListener('message', ({ data, origin, source }) => {
    if (source !== opener || origin !== location.origin || !data?.kind || access.kind !== 'none') return;
    setAccess(data);
    taken();
  });
  opener.postMessage('who?', location.origin);
}

/**
 * Told when the service wants to know who one is.
 * @type {(listener: () => unknown) => unknown}
 */
export const onAsked = (listener) => asked.add(listener);
/**
 * The last answer to a request of this type, if there was one.
 * @type {(type: string) => object | undefined}
 */
export const lastAnswer = (type) => spoken.get(type);

/**
 * The answer to a request; raises Refusal.
 * @template {keyof Requests} T
 * @param {Requests[T] & { type: T }} payload
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answers[T]>}
 */
export async function call(payload, signal) {
  const body = JSON.stringify(payload);
  const response = await sent(body, signal);
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer === null) {
    const error = answer?.error ?? {};
    const refusal = new Refusal(
      response.status,
      error.code ?? '',
      error.message ?? answer?.message ?? `HTTP ${response.status}`,
      error.details ?? {},
    );
    if (wantsAccess(refusal)) for (const listener of asked) listener();
    throw refusal;
  }
  spoken.set(payload.type === 'query' ? 'detail' : payload.type, answer);
  return answer;
}

/**
 * @param {string} body
 * @param {AbortSignal} [signal]
 */
async function sent(body, signal) {
  const headers = await headersFor(body);
  try {
    return await fetch(ENDPOINT, {
      method: 'POST',
      headers,
      body,
      signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === 'AbortError') throw fault;
    throw new Refusal(0, '', messageOf(fault), {});
  }
}

/**
 * The headers that say who one is, for a request with this body.
 * @param {string} body
 * @returns {Promise<Record<string, string>>}
 */
export async function headersFor(body, url = ENDPOINT) {
  if (access.kind === 'iam') return signedHeaders(url, body, access);
  const headers = { 'content-type': 'application/json' };
  return access.kind === 'key' ? { ...headers, 'x-api-key': access.key } : headers;
}

/**
 * Whether a refusal means that the caller must say who they are.
 * @type {(refusal: unknown) => boolean}
 */
export const wantsAccess = (refusal) =>
  refusal instanceof Refusal &&
  (refusal.status === 401 || refusal.status === 403) &&
  !['url_forbidden', 'origin_forbidden', 'quota_used_up'].includes(refusal.code);
