// The page: which view the address names, the language, who one is. Views are {element, destroy}.

import { apiView } from './api/view.js';
import { driftView } from './drift/view.js';
import { draft, draftedSide, importFile, openTemplate, startDraft } from './editor/session.js';
import { editorView } from './editor/view.js';
import { LANGUAGES, language, setLanguage, t } from './i18n/i18n.js';
import { askAccess } from './service/access.js';
import { onAsked } from './service/client.js';
import { forget } from './service/library.js';
import { reviewView } from './review/view.js';
import { readView } from './read/view.js';
import { byId, h } from './shared/dom.js';
import { icon, iconButton } from './shared/icons.js';
import { explain, say } from './shared/notices.js';
import { teachView } from './teach/view.js';
import { templatesView } from './templates/view.js';
import { kept, takeOver } from './try/kept.js';
import { tryView } from './try/view.js';
import { versionsView } from './versions/view.js';

/** @typedef {'templates' | 'try' | 'read' | 'api' | 'edit' | 'new' | 'versions' | 'review' | 'drift' | 'teach'} ViewName */

const NAV = ['templates', 'try', 'read', 'review', 'api'];

/** @type {View | null} */
let shown = null;
let lastTemplate = '';
let asking = false;

/**
 * [view, argument] of the address: `#try/<id>`, `#edit/<id>`, `#new` …
 * @returns {[ViewName, string]}
 */
function place() {
  const [name, argument = ''] = location.hash.slice(1).split('/');
  const known = /** @type {ViewName[]} */ (Object.keys(VIEWS)).find((one) => one === name);
  return [known ?? 'templates', decoded(argument)];
}

/**
 * What an address names; nothing where it was mistyped.
 * @type {(argument: string) => string}
 */
function decoded(argument) {
  try {
    return decodeURIComponent(argument);
  } catch {
    return '';
  }
}

/** @type {(name: ViewName, argument?: string) => void} */
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

/**
 * Whether it went well; what went wrong is said.
 * @param {() => Promise<unknown>} act
 */
async function attempt(act) {
  try {
    await act();
    return true;
  } catch (fault) {
    say(explain(fault), { bad: true });
    return false;
  }
}

/** @param {File} file */
async function begin(file) {
  if (!mayLeave()) return;
  if (await attempt(() => startDraft(file))) goTo('new');
}

/** @type {Record<ViewName, (argument: string) => View>} */
const VIEWS = {
  templates: () =>
    templatesView({
      begin,
      importFile: async (file) => mayLeave() && (await importFile(file, { anew: true })) && goTo('new'),
      open: (id) => mayLeave() && goTo('edit', id),
      try: (id) => goTo('try', id),
      versions: (id) => goTo('versions', id),
      teach: (id) => goTo('teach', id),
    }),
  try: (id) =>
    tryView(id || lastTemplate, {
      tried: (tried) => {
        lastTemplate = tried;
      },
      edit: (edited) => (draft.openedId === edited || mayLeave()) && goTo('edit', edited),
    }),
  read: () => readView(),
  api: () => apiView(lastTemplate),
  review: () => reviewView(),
  drift: () => driftView(),
  teach: (id) => teachView(id, { edit: () => (draft.openedId === id || mayLeave()) && goTo('edit', id), changed }),
  versions: (id) =>
    versionsView(id, {
      edit: () => (draft.openedId === id || mayLeave()) && goTo('edit', id),
      drafted: () => (draft.openedId === id && draft.dirty ? draftedSide() : null),
      pictures: () => (kept.templateId === id ? (kept.batch?.items ?? []) : []).map(({ file }) => file),
      changed,
    }),
  new: () => {
    if (draft.picture) return editor();
    goTo('templates');
    return VIEWS.templates('');
  },
  edit: (id) => (draft.openedId === id && draft.picture ? editor() : opening(id)),
};

/** @type {() => View} */
const editor = () =>
  editorView({
    saved,
    begin,
    tried: (/** @type {string} */ id) => goTo('try', id),
    compare: () => goTo('versions', draft.openedId),
  });

/**
 * A template has a new version that was not drawn here: an untouched draft of it is opened anew when it is looked at.
 * @param {string} id
 */
function changed(id) {
  forget(id);
  if (draft.openedId === id && !draft.dirty) draft.openedId = '';
  takeOver(id, id);
}

/**
 * A draft has an id (another one than before): the address names it, its pictures are read with it. Whether it is in view.
 * @param {string} id
 * @param {string} before
 */
function saved(id, before) {
  lastTemplate = id;
  if (before) takeOver(before, id);
  const inView = ['new', 'edit'].includes(place()[0]);
  if (inView) history.replaceState(null, '', `#edit/${encodeURIComponent(id)}`);
  return inView;
}

/**
 * @param {string} id
 * @returns {View}
 */
function opening(id) {
  const view = { element: h('p', { class: 'hint loading' }, t('loading')), destroy: () => {} };
  const wanted = () => shown === view;
  attempt(() => openTemplate(id, wanted)).then((done) => {
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
  byId('main').replaceChildren(shown.element);
  const current = ['edit', 'new', 'versions', 'teach'].includes(name)
    ? 'templates'
    : name === 'drift'
      ? 'review'
      : name;
  for (const link of byId('nav').querySelectorAll('a')) {
    if (link.dataset.view === current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function head() {
  /** @type {HTMLSelectElement} */
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
  byId('skip').textContent = t('skip');
  byId('brand').textContent = t('title');
  byId('nav').setAttribute('aria-label', t('nav.label'));
  byId('nav').replaceChildren(...NAV.map((name) => h('a', { href: `#${name}`, 'data-view': name }, t(`nav.${name}`))));
  byId('tools').replaceChildren(
    h('label', { class: 'language' }, icon('globe'), select),
    iconButton('key', t('access'), () => askAccess(show)),
  );
}

/** @param {ClipboardEvent} event */
function paste(event) {
  if (event.target instanceof Element && event.target.closest('input, textarea, dialog')) return;
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  if (shown?.add) shown.add(files);
  else begin(files[0]);
}

byId('skip').addEventListener('click', (event) => {
  event.preventDefault();
  byId('main').focus();
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
