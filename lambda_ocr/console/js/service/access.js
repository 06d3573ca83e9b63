// Saying who one is: an API key or AWS credentials, for as long as this page is open.

import { t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';
import { openDialog } from '../shared/notices.js';
import { REGION, currentAccess, setAccess } from './client.js';

/** @type {Access['kind'][]} */
const KINDS = ['none', 'key', 'iam'];
const NOBODY = { accessKeyId: '', secretAccessKey: '', sessionToken: '', region: '' };

/**
 * Ask; `done` is called when something else is sent along from now on. `asked`: the service wants to know.
 * @param {() => unknown} done
 */
export function askAccess(done, asked = false) {
  const now = currentAccess();
  const text = (/** @type {string} */ name, value = '', type = 'text') =>
    h('input', { id: `access-${name}`, name, type, value, autocomplete: 'off', spellcheck: 'false' });
  /** @type {Access['kind']} */
  const kind = now.kind !== 'none' ? now.kind : asked && REGION ? 'iam' : asked ? 'key' : 'none';
  const { accessKeyId, secretAccessKey, sessionToken, region } = now.kind === 'iam' ? now : NOBODY;
  /** @type {Record<Access['kind'], HTMLInputElement[]>} */
  const fields = {
    none: [],
    key: [text('keyField', now.key, 'password')],
    iam: [
      text('accessKeyId', accessKeyId),
      text('secretAccessKey', secretAccessKey, 'password'),
      text('sessionToken', sessionToken, 'password'),
      text('region', region || REGION),
    ],
  };
  const box = h('div', { class: 'form' });
  const show = (/** @type {Access['kind']} */ name) =>
    box.replaceChildren(
      ...fields[name].flatMap((input) => [h('label', { for: input.id }, t(`access.${input.name}`)), input]),
    );
  const radio = (/** @type {Access['kind']} */ name) =>
    h(
      'label',
      {},
      h('input', { type: 'radio', name: 'kind', value: name, checked: name === kind, onchange: () => show(name) }),
      t(`access.${name}`),
    );
  const form = h(
    'form',
    { method: 'dialog' },
    h('p', {}, asked ? h('strong', {}, `${t('access.asked')} `) : null, t('access.lead')),
    h('fieldset', { class: 'kinds' }, h('legend', {}, t('access.kind')), KINDS.map(radio)),
    box,
    h('div', { class: 'dialog-actions' }, h('button', { type: 'submit', class: 'primary' }, t('access.use'))),
  );
  show(kind);
  form.addEventListener('submit', () => {
    setAccess(accessOf(new FormData(form)));
    done();
  });
  return openDialog(t('access.heading'), form);
}

/**
 * @param {FormData} given
 * @returns {Access}
 */
function accessOf(given) {
  const of = (/** @type {string} */ name) => String(given.get(name) ?? '').trim();
  if (of('kind') === 'key') return { kind: 'key', key: of('keyField') };
  if (of('kind') !== 'iam') return { kind: 'none' };
  return {
    kind: 'iam',
    accessKeyId: of('accessKeyId'),
    secretAccessKey: of('secretAccessKey'),
    sessionToken: of('sessionToken'),
    region: of('region'),
  };
}
