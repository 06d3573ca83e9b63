// The list of templates: find one, open it, try it, delete it; or drop a picture and begin a new one.

import { counted, locale, t } from '../i18n/i18n.js';
import { about, setAside, templateIds } from '../service/library.js';
import { acceptDrops, h, pickFiles } from '../shared/dom.js';
import { icon, iconButton } from '../shared/icons.js';
import { copy, explain, say } from '../shared/notices.js';
import { ACCEPTED } from '../shared/pictures.js';

/**
 * What the page does when it is asked here.
 * @typedef {{
 *   begin(file: File): unknown,
 *   importFile(file: File): unknown,
 *   open(id: string): unknown,
 *   try(id: string): unknown,
 *   versions(id: string): unknown,
 *   teach(id: string): unknown,
 * }} Go
 */

const UNDO_MS = 6000;

/**
 * @param {Go} go
 * @returns {View}
 */
export function templatesView(go) {
  const grid = h('ul', { class: 'cards', 'aria-busy': 'true' });
  const none = h('p', { class: 'hint', hidden: true, role: 'status' });
  /** @type {HTMLInputElement} */
  const search = h('input', {
    type: 'search',
    placeholder: t('templates.search'),
    'aria-label': t('templates.search'),
    oninput: () => refilter(),
  });
  const refilter = () => filter(grid, none, search.value);
  // Cards come, are described, go and come back: each perhaps after something was searched for.
  const changes = new MutationObserver(refilter);
  changes.observe(grid, { childList: true, subtree: true, attributeFilter: ['data-search'] });
  const pick = () => pickFiles(ACCEPTED, false, ([file]) => go.begin(file));
  const importing = () => pickFiles('.json,application/json', false, ([file]) => go.importFile(file));
  const head = h(
    'div',
    { class: 'page-head' },
    h('div', {}, h('h1', {}, t('templates.heading')), h('p', { class: 'lead' }, t('templates.lead'))),
    h(
      'div',
      { class: 'page-actions' },
      h('label', { class: 'search' }, icon('search'), search),
      h('button', { type: 'button', class: 'quiet', onclick: importing }, icon('upload'), t('templates.import')),
      h('button', { type: 'button', class: 'primary', onclick: pick }, icon('plus'), t('templates.new')),
    ),
  );
  const body = h('div', { class: 'page-body' }, none, grid);
  const element = h('section', { class: 'page' }, head, body);
  acceptDrops(element, ([file]) => go.begin(file));
  fill(grid, body, go, pick);
  return { element, destroy: () => changes.disconnect() };
}

/**
 * @param {HTMLElement} grid
 * @param {HTMLElement} body
 * @param {Go} go
 * @param {() => unknown} pick
 */
async function fill(grid, body, go, pick) {
  try {
    const ids = await templateIds();
    const emptied = () => ids.length && !grid.children.length && body.append(emptyState(pick));
    grid.replaceChildren(...ids.map((id) => card(id, go, emptied)));
    if (!ids.length) body.append(emptyState(pick));
  } catch (fault) {
    body.append(h('p', { class: 'fault', role: 'alert' }, explain(fault)));
  } finally {
    grid.setAttribute('aria-busy', 'false');
  }
}

/** @param {() => unknown} pick */
function emptyState(pick) {
  return h(
    'div',
    { class: 'drop-zone' },
    h('span', { class: 'drop-art', 'aria-hidden': 'true' }, icon('picture')),
    h('p', { class: 'drop-title' }, t('templates.empty')),
    h('p', { class: 'hint' }, t('templates.emptyHint')),
    h('button', { type: 'button', class: 'primary', onclick: pick }, t('templates.choose')),
  );
}

/**
 * @param {string} id
 * @param {Go} go
 * @param {() => unknown} emptied
 * @returns {HTMLElement}
 */
function card(id, go, emptied) {
  const thumbnail = h('div', { class: 'thumbnail' });
  const name = h('h2', {}, '…');
  const facts = h('p', { class: 'facts' });
  const open = h('button', { type: 'button', class: 'card-open', onclick: () => go.open(id) }, thumbnail, name);
  /** @type {HTMLElement} */
  const element = h(
    'li',
    { class: 'card', 'data-template': id },
    open,
    facts,
    h(
      'div',
      { class: 'card-actions' },
      h('button', { type: 'button', class: 'quiet', onclick: () => go.try(id) }, icon('play'), t('templates.try')),
      iconButton('edit', t('templates.open'), () => go.open(id)),
      iconButton('teach', t('templates.teach'), () => go.teach(id)),
      iconButton('history', t('templates.versions'), () => go.versions(id)),
      iconButton('copy', t('templates.copyId'), () => copy(id)),
      iconButton('trash', t('delete'), () => remove(element, id, name.textContent ?? '', emptied)),
    ),
  );
  element.dataset.search = id.toLowerCase();
  about(id).then(
    (template) => describe(element, { thumbnail, name, facts }, template),
    (fault) => facts.append(explain(fault)),
  );
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {{ thumbnail: HTMLElement, name: HTMLElement, facts: HTMLElement }} parts
 * @param {Wire.GetAnswer} template
 */
function describe(element, { thumbnail, name, facts }, template) {
  name.textContent = template.name || t('templates.unnamed');
  thumbnail.append(h('img', { src: template.img, alt: '', width: template.width, height: template.height }));
  const made = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(template.created));
  facts.append(
    h('span', {}, counted('fields', template.template.length)),
    h('span', {}, made),
    h('code', { title: template.template_id }, template.template_id.slice(0, 8)),
  );
  const words = [template.name, template.note, template.template_id, ...template.template.map(([, field]) => field)];
  element.dataset.search = words.join('\n').toLowerCase();
  if (template.note) element.title = template.note;
}

/**
 * @param {HTMLElement} grid
 * @param {HTMLElement} none
 * @param {string} text
 */
function filter(grid, none, text) {
  const wanted = text.trim().toLowerCase();
  const cards = /** @type {HTMLElement[]} */ ([...grid.children]);
  for (const element of cards) element.hidden = !element.dataset.search?.includes(wanted);
  none.hidden = !cards.length || cards.some((element) => !element.hidden);
  none.textContent = none.hidden ? '' : t('templates.none', { text });
}

/**
 * Gone from the page at once, from the service when nobody took it back.
 * @param {HTMLElement} element
 * @param {string} id
 * @param {string} name
 * @param {() => unknown} emptied
 */
function remove(element, id, name, emptied) {
  const aside = setAside(id);
  const [parent, next] = [element.parentElement, element.nextElementSibling];
  const focus = (next ?? element.previousElementSibling)?.querySelector('button');
  element.remove();
  focus?.focus();
  const back = () => {
    aside.keep();
    document.querySelector('.page .drop-zone')?.remove();
    if (parent?.isConnected) parent.insertBefore(element, next?.parentNode === parent ? next : null);
  };
  const send = () =>
    aside.send().then(emptied, (fault) => {
      back();
      say(t('templates.deleteFailed', { name, why: explain(fault) }), { bad: true });
    });
  say(t('templates.deleted', { name }), { ms: UNDO_MS, action: { label: t('undo'), act: back }, ended: send });
}
