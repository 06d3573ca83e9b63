// The explorer: Swagger UI over this service's own description. What it tries out is sent as the console sends it: with
// the key or the signature that this page, or the console that opened it, was given.

import { language, setLanguage, t } from './js/i18n/i18n.js';
import { askAccess } from './js/service/access.js';
import { ENDPOINT, askOpener, currentAccess, headersFor } from './js/service/client.js';
import { byId } from './js/shared/dom.js';

async function described() {
  const document_ = await (await fetch(new URL('openapi.json', document.baseURI))).json();
  return { ...document_, servers: [{ url: document.baseURI.replace(/\/$/, '') }] };
}

/**
 * What Swagger UI is about to send.
 * @typedef {{ url: string, method: string, body?: unknown, headers: Record<string, string> }} SwaggerRequest
 */

/**
 * Swagger UI's request, with what says who one is; its path may be any of the service's, the signature is for that one.
 * @param {SwaggerRequest} request
 */
async function signed(request) {
  if (request.method !== 'POST') return request;
  const ours = await headersFor(typeof request.body === 'string' ? request.body : '', request.url);
  const theirs = Object.entries(request.headers).filter(([name]) => !(name.toLowerCase() in ours));
  return { ...request, headers: { ...Object.fromEntries(theirs), ...ours } };
}

/**
 * @template {{ status: number }} R
 * @param {R} response
 */
function heard(response) {
  if (response.status === 401 || response.status === 403) tell(t('access.asked'));
  return response;
}

const tell = (/** @type {string} */ words) => {
  byId('access-said').textContent = words;
};
const told = () => tell(t(`docs.${currentAccess().kind}`));

function start() {
  setLanguage(language());
  const button = byId('access');
  button.textContent = t('access');
  button.addEventListener('click', () => askAccess(told));
  told();
  askOpener(told);
}

async function show() {
  const { SwaggerUIBundle } = window;
  if (!SwaggerUIBundle) {
    byId('explorer').textContent = t('docs.missing', { url: new URL('openapi.json', ENDPOINT).href });
    return;
  }
  SwaggerUIBundle({
    spec: await described(),
    dom_id: '#explorer',
    deepLinking: true,
    validatorUrl: null,
    supportedSubmitMethods: ['post'],
    presets: [SwaggerUIBundle.presets.apis],
    requestInterceptor: signed,
    responseInterceptor: heard,
  });
}

start();
show();
