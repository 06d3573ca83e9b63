// A client of Custom OCR: openapi-fetch over the types of the contract (wire.d.ts, made by `npm run generate`).
// Node from 24 on runs this file as it is; elsewhere a bundler does.

import { AwsClient } from 'aws4fetch';
import createClient from 'openapi-fetch';

import type { components, paths } from './wire.d.ts';

export type Message = components['schemas'];

/** How a deployment knows its callers; `none` for auth=none and for a server on this machine. */
export type Access =
  | { kind: 'none' }
  | { kind: 'key'; key: string }
  | { kind: 'iam'; accessKeyId: string; secretAccessKey: string; sessionToken?: string; region: string };

/** The service, or the gateway in front of it, said no; `message` says what to do next. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, error?: { code?: string; message?: string; details?: unknown }) {
    super(error?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = error?.code ?? `http_${status}`;
    this.details = error?.details;
  }
}

const ATTEMPTS = 4;
const NOT_DONE = [429, 503];
const UNCLEAR = [500, 502, 504];
/** Types of which a second request does more than the first. */
const TWICE = ['add', 'update', 'rollback', 'teach', 'import', 'batch'];
const LONGEST_MS = 10_000;
/** Of a try: twice what an API Gateway waits for its own backend. */
const ANSWER_MS = 60_000;

/** `(await connect('http://127.0.0.1:8080').POST('/custom_ocr/read', { body: { type: 'read', img } })).data`. */
export function connect(url: string, access: Access = { kind: 'none' }) {
  const client = createClient<paths>({ baseUrl: url.replace(/\/(custom[_-]ocr)?\/?$/, ''), fetch: repeating(access) });
  client.use({
    async onResponse({ response }) {
      if (response.ok) return;
      const body: unknown = await response.json().catch(() => undefined);
      throw new Refused(response.status, (body as { error?: object } | undefined)?.error);
    },
  });
  return client;
}

/** A picture's bytes as the member `img`. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** Asks as `fetch` does, and again where nothing was done, or twice is as once, until the caller's signal ends it. */
function repeating(access: Access): (request: Request) => Promise<Response> {
  const send = sender(access);
  return async (request) => {
    const body = await request.text();
    const passing = isIdempotent(JSON.parse(body)) ? [...NOT_DONE, ...UNCLEAR] : NOT_DONE;
    for (let attempt = 0; ; attempt += 1) {
      const last = attempt === ATTEMPTS - 1;
      const response = await send(request, body).catch((fault: unknown) => {
        if (request.signal.aborted || last || passing === NOT_DONE) throw fault;
      });
      if (response && (last || !passing.includes(response.status))) return response;
      await pause(Math.min(Math.max(wished(response), 500 * 2 ** attempt), LONGEST_MS), request.signal);
    }
  };
}

function sender(access: Access): (request: Request, body: string) => Promise<Response> {
  const send = access.kind === 'iam' ? signing(access) : fetch;
  return (request, body) => {
    const headers = new Headers(request.headers);
    if (access.kind === 'key') headers.set('x-api-key', access.key);
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_MS)]);
    return send(request.url, { method: 'POST', headers, body, signal });
  };
}

/** Milliseconds that an answer asks to wait, in seconds or by a date; 0 where it says neither. */
function wished(response: Response | undefined | void): number {
  const after = response?.headers.get('retry-after') ?? '';
  return 1000 * Number(after) || Date.parse(after) - Date.now() || 0;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, stop) => {
    signal.throwIfAborted();
    const timer = setTimeout(done, ms);
    const end = () => (clearTimeout(timer), stop(signal.reason));
    signal.addEventListener('abort', end, { once: true });
  });
}

function signing(access: Access & { kind: 'iam' }): typeof fetch {
  const { kind: _, ...keys } = access;
  const signer = new AwsClient({ ...keys, service: 'execute-api', retries: 0 });
  return (url, init) => signer.fetch(url as string, init);
}

function isIdempotent(asked: { type?: string; do?: string; idempotency_key?: string }): boolean {
  if (asked.idempotency_key || !TWICE.includes(asked.type ?? 'query')) return true;
  return asked.type === 'batch' && ['status', 'results', 'cancel'].includes(asked.do ?? '');
}
