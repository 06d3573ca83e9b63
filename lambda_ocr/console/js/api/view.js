// The API by example: each request with this page's own templates in it, and the answer it really gave.

import { t } from '../i18n/i18n.js';
import { ENDPOINT, REGION, currentAccess, lastAnswer, openBeside } from '../service/client.js';
import { about, templateIds } from '../service/library.js';
import { h, icon } from '../shared/dom.js';
import { copy } from '../shared/notices.js';
import { pretty, requestsFor, written } from './snippets.js';

const ACTIONS = ['query', 'detail', 'add', 'list', 'get', 'detect', 'del', 'upload'];
const LANGUAGES = { curl: 'curl', python: 'Python', boto3: 'Python + AWS', json: 'JSON' };
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
};

let chosen = { action: 'query', language: 'curl' };

/** The view: {element, destroy}. */
export function apiView(templateId) {
  const code = h('pre', { tabindex: 0, 'aria-label': t('api.request') });
  const answer = h('pre', { tabindex: 0, 'aria-label': t('api.answer') });
  const source = h('p', { class: 'hint' });
  let known = EXAMPLE;
  let examples = {};
  const draw = () => {
    const access = { region: REGION, ...currentAccess() };
    code.textContent = written(requestsFor(known)[chosen.action], ENDPOINT, access)[chosen.language];
    const last = lastAnswer(chosen.action);
    source.textContent = t(last ? 'api.lastAnswer' : 'api.exampleAnswer');
    answer.textContent = pretty(shortened(last ?? examples[chosen.action] ?? {}));
  };
  const choose = (member, group) => (value) => {
    chosen = { ...chosen, [member]: value };
    for (const button of group.children) button.setAttribute('aria-pressed', String(button.dataset.value === value));
    draw();
  };
  const actions = choice(
    'api.action',
    Object.fromEntries(ACTIONS.map((name) => [name, t(`api.${name}`)])),
    chosen.action,
    (value) => choose('action', actions)(value),
  );
  actions.classList.add('actions');
  const languages = choice('api.language', LANGUAGES, chosen.language, (value) => choose('language', languages)(value));
  const copier = (of) =>
    h('button', { type: 'button', class: 'quiet', onclick: () => copy(of.textContent) }, icon('copy'), t('copy'));
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
  exampleAnswers().then((found) => {
    examples = found;
    draw();
  });
  return { element, destroy: () => {} };
}

function choice(label, names, current, choose) {
  return h(
    'div',
    { class: 'choice', role: 'group', 'aria-label': t(label) },
    Object.entries(names).map(([value, name]) =>
      h(
        'button',
        {
          type: 'button',
          'data-value': value,
          'aria-pressed': String(value === current),
          onclick: () => choose(value),
        },
        name,
      ),
    ),
  );
}

/** A template of the person's own to fill the examples with; ours where there is none. */
async function learn(templateId) {
  try {
    const ids = await templateIds();
    const id = ids.includes(templateId) ? templateId : ids[0];
    if (!id) return EXAMPLE;
    const { template, name } = await about(id);
    return { templateId: id, template, name };
  } catch {
    return EXAMPLE;
  }
}

const EXAMPLE_NAMES = { detail: 'query with detail' };

/** The examples of the API's own description. */
async function exampleAnswers() {
  const response = await fetch('openapi.json');
  if (!response.ok) return {};
  const described = await response.json();
  const { examples } = Object.values(described.paths)[0].post.responses['200'].content['application/json'];
  return Object.fromEntries(ACTIONS.map((name) => [name, examples[EXAMPLE_NAMES[name] ?? name]?.value]));
}

/** Long strings (pictures) cut, so that an answer can be read. */
function shortened(value) {
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 60)}…` : value;
  if (Array.isArray(value)) return value.map(shortened);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]));
  }
  return value;
}
