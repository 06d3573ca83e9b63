// The API by example: each request with this page's own templates in it, and the answer it really gave.

import { t } from '../i18n/i18n.js';
import { ENDPOINT, REGION, currentAccess, lastAnswer, openBeside } from '../service/client.js';
import { about, templateIds } from '../service/library.js';
import { h } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { copy } from '../shared/notices.js';
import { pretty, requestsFor, written } from './snippets.js';

/** @import { Action, Known, Language } from './snippets.js' */

/** @type {Action[]} */
const ACTIONS = ['query', 'detail', 'add', 'list', 'get', 'detect', 'del', 'upload'];
/** @type {Record<Language, string>} */
const LANGUAGES = { curl: 'curl', python: 'Python', boto3: 'Python + AWS', json: 'JSON' };
/** @type {Known} */
const EXAMPLE = {
  templateId: '0b5a1c8e-6d2f-4f0b-9a53-2f6f3b8e7c11',
  template: [
    [
      [
        [421, 465],
        [909, 471],
        [911, 503],
        [419, 495],
      ],
      '名称',
    ],
  ],
  name: '',
  variable: [],
};

/** @type {{ action: Action, language: Language }} */
let chosen = { action: 'query', language: 'curl' };

/**
 * The view: {element, destroy}.
 * @param {string} templateId
 * @returns {View}
 */
export function apiView(templateId) {
  const code = h('pre', { tabindex: 0, 'aria-label': t('api.request') });
  const answer = h('pre', { tabindex: 0, 'aria-label': t('api.answer') });
  const source = h('p', { class: 'hint' });
  let known = EXAMPLE;
  /** @type {Record<string, unknown>} */
  let examples = {};
  const draw = () => {
    const access = { region: REGION, ...currentAccess() };
    code.textContent = written(requestsFor(known)[chosen.action], ENDPOINT, access)[chosen.language];
    const last = lastAnswer(chosen.action);
    source.textContent = t(last ? 'api.lastAnswer' : 'api.exampleAnswer');
    answer.textContent = pretty(shortened(last ?? examples[chosen.action] ?? {}));
  };
  const choose = (/** @type {Partial<typeof chosen>} */ members) => {
    chosen = { ...chosen, ...members };
    draw();
  };
  const actions = choice(
    'api.action',
    /** @type {Record<Action, string>} */ (Object.fromEntries(ACTIONS.map((name) => [name, t(`api.${name}`)]))),
    chosen.action,
    (action) => choose({ action }),
  );
  actions.classList.add('actions');
  const languages = choice('api.language', LANGUAGES, chosen.language, (language) => choose({ language }));
  /** @type {(of: HTMLElement) => HTMLElement} */
  const copier = (of) =>
    h('button', { type: 'button', class: 'quiet', onclick: () => copy(of.textContent ?? '') }, icon('copy'), t('copy'));
  const element = h(
    'section',
    { class: 'page' },
    h(
      'div',
      { class: 'page-head' },
      h('div', {}, h('h1', {}, t('api.heading')), h('p', { class: 'lead' }, t('api.lead', { url: ENDPOINT }))),
      h(
        'div',
        { class: 'page-actions' },
        h(
          'a',
          {
            class: 'button quiet',
            href: 'docs',
            target: '_blank',
            onclick: (event) => openBeside('docs') && event.preventDefault(),
          },
          t('api.explorer'),
        ),
      ),
    ),
    h(
      'div',
      { class: 'api' },
      actions,
      h(
        'div',
        { class: 'code' },
        h('div', { class: 'code-head' }, h('h2', {}, t('api.request')), languages, copier(code)),
        code,
        h('div', { class: 'code-head' }, h('h2', {}, t('api.answer')), source, copier(answer)),
        answer,
      ),
    ),
  );
  draw();
  learn(templateId).then((found) => {
    known = found;
    draw();
  });
  exampleAnswers().then(
    (found) => {
      examples = found;
      draw();
    },
    () => {}, // without its description the service has no examples, and answers are shown as they come
  );
  return { element, destroy: () => {} };
}

/**
 * @template {string} V
 * @param {string} label
 * @param {Record<V, string>} names
 * @param {V} current
 * @param {(value: V) => unknown} choose
 */
function choice(label, names, current, choose) {
  const values = /** @type {V[]} */ (Object.keys(names));
  const buttons = values.map((value) =>
    h('button', { type: 'button', 'data-value': value, onclick: () => pick(value) }, names[value]),
  );
  const press = (/** @type {V} */ pressed) => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.value === pressed));
  };
  const pick = (/** @type {V} */ value) => {
    press(value);
    choose(value);
  };
  press(current);
  return h('div', { class: 'choice', role: 'group', 'aria-label': t(label) }, buttons);
}

/**
 * A template of the person's own to fill the examples with; ours where there is none.
 * @param {string} templateId
 * @returns {Promise<Known>}
 */
async function learn(templateId) {
  try {
    const ids = await templateIds();
    const id = ids.includes(templateId) ? templateId : ids[0];
    if (!id) return EXAMPLE;
    const { template, name, variable } = await about(id);
    return { templateId: id, template, name, variable };
  } catch {
    return EXAMPLE;
  }
}

/** @type {Record<string, string>} */
const EXAMPLE_NAMES = { detail: 'query with detail' };

/**
 * The examples of the API's own description.
 * @returns {Promise<Record<string, unknown>>}
 */
async function exampleAnswers() {
  const response = await fetch('openapi.json');
  if (!response.ok) return {};
  const described = await response.json();
  const { examples } = Object.values(described.paths)[0].post.responses['200'].content['application/json'];
  return Object.fromEntries(ACTIONS.map((name) => [name, examples[EXAMPLE_NAMES[name] ?? name]?.value]));
}

/**
 * Long strings (pictures) cut, so that an answer can be read.
 * @param {unknown} value
 * @returns {unknown}
 */
function shortened(value) {
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 60)}…` : value;
  if (Array.isArray(value)) return value.map(shortened);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]));
  }
  return value;
}
