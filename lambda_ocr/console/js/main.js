// The page: which view the address names, the language, who one is. Views are {element, destroy}.

import { apiView } from './api/view.js';
import { draft, editorView, importFile, openTemplate, startDraft } from './editor/view.js';
import { LANGUAGES, language, setLanguage, t } from './i18n/i18n.js';
import { askAccess } from './service/access.js';
import { onAsked } from './service/client.js';
import { h, icon, iconButton } from './shared/dom.js';
import { explain, say } from './shared/notices.js';
import { templatesView } from './templates/view.js';
import { takeOver, tryView } from './try/view.js';

const NAV = ['templates', 'try', 'api'];

let shown = null;
let lastTemplate = '';
let asking = false;

/** [view, argument] of the address: `#try/<id>`, `#edit/<id>`, `#new` … */
function place() {
  const [name, argument = ''] = location.hash.slice(1).split('/');
  return [['templates', 'try', 'api', 'edit', 'new'].includes(name) ? name : 'templates', decodeURIComponent(argument)];
}

const goTo = (name, argument = '') => {
  const hash = argument ? `#${name}/${encodeURIComponent(argument)}` : `#${name}`;
  if (location.hash === hash) show();
  else location.hash = hash;
};

const mayLeave = () => !draft.dirty || !draft.fields.length || window.confirm(t('editor.discard'));

/** The service asks who one is: the dialog opens, once. */
function ask() {
  if (asking) return;
  asking = true;
  askAccess(show, true).addEventListener('close', () => {
    asking = false;
  });
}

async function attempt(act) {
  try {
    return await act();
  } catch (fault) {
    say(explain(fault), { bad: true });
    return null;
  }
}

async function begin(file) {
  if (!mayLeave()) return;
  if ((await attempt(() => startDraft(file).then(() => true))) !== null) goTo('new');
}

const VIEWS = {
  templates: () =>
    templatesView({
      begin,
      importFile: async (file) => mayLeave() && (await importFile(file, { anew: true })) && goTo('new'),
      open: (id) => mayLeave() && goTo('edit', id),
      try: (id) => goTo('try', id),
    }),
  try: (id) =>
    tryView(id || lastTemplate, {
      tried: (tried) => {
        lastTemplate = tried;
      },
      edit: (edited) => (draft.openedId === edited || mayLeave()) && goTo('edit', edited),
    }),
  api: () => apiView(lastTemplate),
  new: () => (draft.picture ? editor() : (goTo('templates'), VIEWS.templates())),
  edit: (id) => (draft.openedId === id && draft.picture ? editor() : opening(id)),
};

const editor = () => editorView({ saved, begin, tried: (id) => goTo('try', id) });

/** A draft has an id (another one than before): the address names it, its pictures are read with it. Whether it is in view. */
function saved(id, before) {
  lastTemplate = id;
  if (before) takeOver(before, id);
  const inView = ['new', 'edit'].includes(place()[0]);
  if (inView) history.replaceState(null, '', `#edit/${encodeURIComponent(id)}`);
  return inView;
}

function opening(id) {
  const view = { element: h('p', { class: 'hint loading' }, t('loading')), destroy: () => {} };
  const wanted = () => shown === view;
  attempt(() => openTemplate(id, wanted).then(() => true)).then((done) => {
    if (!wanted()) return;
    if (done) show();
    else goTo('templates');
  });
  return view;
}

function show() {
  const [name, argument] = place();
  shown?.destroy();
  shown = VIEWS[name](argument);
  document.getElementById('main').replaceChildren(shown.element);
  const current = name === 'edit' || name === 'new' ? 'templates' : name;
  for (const link of document.querySelectorAll('nav a[data-view]')) {
    if (link.dataset.view === current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function head() {
  const select = h(
    'select',
    {
      'aria-label': t('language'),
      onchange: () => {
        setLanguage(select.value);
        head();
        show();
      },
    },
    Object.entries(LANGUAGES).map(([value, name]) =>
      h('option', { value, selected: value === language(), lang: value === 'zh' ? 'zh-CN' : 'en' }, name),
    ),
  );
  document.getElementById('skip').textContent = t('skip');
  document.getElementById('brand').textContent = t('title');
  document.getElementById('nav').setAttribute('aria-label', t('nav.label'));
  document
    .getElementById('nav')
    .replaceChildren(...NAV.map((name) => h('a', { href: `#${name}`, 'data-view': name }, t(`nav.${name}`))));
  document.getElementById('tools').replaceChildren(
    h('label', { class: 'language' }, icon('globe'), select),
    iconButton('key', t('access'), () => askAccess(show)),
  );
}

function paste(event) {
  if (event.target.closest('input, textarea, dialog')) return;
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  if (shown?.add) shown.add(files);
  else begin(files[0]);
}

document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});
onAsked(ask);
setLanguage(language());
head();
show();
window.addEventListener('hashchange', show);
document.addEventListener('paste', paste);
window.addEventListener('beforeunload', (event) => {
  if (draft.dirty && draft.fields.length) event.preventDefault();
});
for (const name of ['dragover', 'drop']) window.addEventListener(name, (event) => event.preventDefault());
document.documentElement.dataset.ready = 'true';
