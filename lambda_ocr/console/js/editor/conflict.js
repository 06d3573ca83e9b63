// Somebody else saved a newer version of the template that is being drawn: what they changed, what was changed here, and
// what to do about it. Rule: nothing is lost before a person says so.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { changeList, differences } from '../shared/differences.js';
import { h } from '../shared/dom.js';
import { explain, openDialog, say } from '../shared/notices.js';
import { openTemplate } from './session.js';
import { changeOf } from './wire.js';

/** @import { Draft } from './draft.js' */

/**
 * @param {Draft} draft
 * @param {number} newest The version that is there by now.
 * @param {{ again(): unknown, look(): unknown }} act
 */
export async function askConflict(draft, newest, act) {
  const { openedId: id, version } = draft;
  const facts = { mine: version, theirs: newest };
  const told = h('div', { class: 'conflict', 'aria-live': 'polite' }, h('p', {}, t('conflict.lead', facts)));
  const dialog = openDialog(t('conflict.heading'), told, actions());
  try {
    const [base, theirs] = await Promise.all(
      [version, newest].map((one) => call({ type: 'get', template_id: id, version: one })),
    );
    const mine = { ...base, ...changeOf(draft) };
    told.append(
      h('h3', {}, t('conflict.theirs')),
      changeList(differences(base, theirs)),
      h('h3', {}, t('conflict.mine')),
      changeList(differences(base, { ...mine, template: /** @type {WireField[]} */ (mine.template) })),
    );
  } catch (fault) {
    told.append(h('p', { class: 'fault' }, explain(fault)));
  }

  function actions() {
    /** @type {(words: string, kind: string, done: () => unknown) => HTMLElement} */
    const button = (words, kind, done) =>
      h('button', { type: 'button', class: kind, onclick: closing(done) }, t(words));
    return h(
      'div',
      { class: 'dialog-actions' },
      button('conflict.drop', 'quiet', () => openTemplate(id).catch((fault) => say(explain(fault), { bad: true }))),
      button('conflict.look', 'quiet', act.look),
      button('conflict.over', 'primary', () => {
        draft.version = newest;
        act.again();
      }),
    );
  }

  /** @type {(done: () => unknown) => () => void} */
  function closing(done) {
    return () => {
      dialog.close();
      done();
    };
  }
}
