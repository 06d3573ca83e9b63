// Saying who one is: an API key or AWS credentials, for as long as this page is open.

import { t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';
import { openDialog } from '../shared/notices.js';
import { REGION, currentAccess, setAccess } from './client.js';

/** Ask; `done` is called when something else is sent along from now on. `asked`: the service wants to know. */
export function askAccess(done, asked = false) {
  const now = currentAccess();
  const text = (name, value = '', type = 'text') =>
    h('input', { id: `access-${name}`, name, type, value, autocomplete: 'off', spellcheck: 'false' });
  const kind = now.kind !== 'none' ? now.kind : asked && REGION ? 'iam' : asked ? 'key' : 'none';
  const fields = {
    none: [],
    key: [text('keyField', now.key, 'password')],
    iam: [
      text('accessKeyId', now.accessKeyId),
      text('secretAccessKey', now.secretAccessKey, 'password'),
      text('sessionToken', now.sessionToken, 'password'),
      text('region', now.region || REGION),
    ],
  };
  const box = h('div', { class: 'form' });
  const show = (name) =>
    box.replaceChildren(
      ...fields[name].flatMap((input) => [h('label', { for: input.id }, t(`access.${input.name}`)), input]),
    );
  const radio = (name) =>
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
    h('fieldset', { class: 'kinds' }, h('legend', {}, t('access.kind')), ['none', 'key', 'iam'].map(radio)),
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

function accessOf(given) {
  const of = (name) => String(given.get(name) ?? '').trim();
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
