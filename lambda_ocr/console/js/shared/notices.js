// What the page says by itself: short notices, dialogs, and faults in people's words.

import { t } from '../i18n/i18n.js';
import { byId, h } from './dom.js';
import { NotAPicture, Refusal, messageOf } from './faults.js';
import { iconButton } from './icons.js';

const NOTICE_MS = 6000;

/**
 * Say something; `action` is {label, act}, `bad` keeps it longer. Gives back a function that takes it away.
 * @param {string} text
 * @param {{ bad?: boolean, action?: { label: string, act: () => unknown } | null, ms?: number, ended?: () => unknown }} [how]
 */
export function say(text, { bad = false, action = null, ms = bad ? 2 * NOTICE_MS : NOTICE_MS, ended = () => {} } = {}) {
  const gone = () => {
    clearTimeout(timer);
    notice.remove();
  };
  const button =
    action &&
    h(
      'button',
      {
        type: 'button',
        class: 'notice-action',
        onclick: () => {
          gone();
          action.act();
        },
      },
      action.label,
    );
  const notice = h(
    'div',
    { class: bad ? 'notice is-bad' : 'notice' },
    h('span', {}, text),
    button,
    iconButton('close', t('close'), () => {
      gone();
      ended();
    }),
  );
  byId(bad ? 'alerts' : 'notices').append(notice);
  const timer = setTimeout(() => {
    gone();
    ended();
  }, ms);
  return gone;
}

/**
 * A fault as a sentence.
 * @param {unknown} fault
 */
export function explain(fault) {
  if (fault instanceof NotAPicture) return t(`error.${fault.code}`, { name: fault.message });
  if (fault instanceof Refusal) return fault.status ? inOurWords(fault) : t('error.silent');
  return t('error.anything', { why: messageOf(fault) });
}

/**
 * In the page's language, with the service's own words where they know more; a code unknown here as the service says it.
 * @param {Refusal} refusal
 */
function inOurWords({ code, message }) {
  const text = t(`refusal.${code}`, { message });
  return text === `refusal.${code}` ? message : text;
}

/**
 * A modal dialog with a heading; Escape and its button close it. Gives back the element.
 * @param {string} heading
 * @param {...(Child | Child[])} content
 */
export function openDialog(heading, ...content) {
  /** @type {HTMLDialogElement} */
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'dialog-heading' },
    h(
      'div',
      { class: 'dialog-head' },
      h('h2', { id: 'dialog-heading' }, heading),
      iconButton('close', t('close'), () => dialog.close()),
    ),
    ...content,
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Copy a text and say so.
 * @param {string} text
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copySelected(text);
  }
  say(t('copied'), { ms: 2000 });
}

/**
 * Where the browser keeps its clipboard from the page: one that came over plain http from another machine.
 * @param {string} text
 */
function copySelected(text) {
  const area = h('textarea', { class: 'only-read', value: text });
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
}
