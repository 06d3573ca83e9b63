// Saving a draft: it is registered and checked, what it replaces is deleted once the new one is there, and the page goes
// on to trying it, or stays where there is something to look at.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { setAside } from '../service/library.js';
import { sent } from '../service/sending.js';
import { Refusal, codeOf } from '../shared/faults.js';
import { explain, say } from '../shared/notices.js';
import { checkOf, named } from './findings/findings.js';
import { printTold } from './findings/fixed_print.js';
import { templateOf } from './wire.js';

/** @import { Draft } from './draft.js' */
/** @import { Check } from './findings/findings.js' */
/** @import { Editor, Go } from './view.js' */

/**
 * Save the draft; the page goes on (`go.tried`) where there is nothing to look at.
 * @param {Editor} editor
 * @param {Go} go
 */
export async function save(editor, go) {
  const { draft } = editor;
  const { fields, variable, picture, openedId: before, replaces } = draft;
  if (draft.saving || !picture || !isWhole(editor)) return;
  const template = templateOf(draft);
  busy(draft, true);
  try {
    const answer = await call({ type: 'add', ...(await sent(picture)), ...template, detail: true });
    const check = await named(checkOf(answer, fields, before));
    if (draft.picture !== picture) return; // another document is being drawn by now; this one is in the list
    const redrawn = draft.fields !== fields || draft.variable !== variable;
    const untouched = !redrawn && draft.name.trim() === template.name && draft.note.trim() === template.note;
    Object.assign(draft, { openedId: answer.template_id, replaces: true, dirty: !untouched, check });
    if (answer.checked) draft.fixedPrint = printTold(answer.fixed_print, draft.fixedPrint ?? [], variable);
    const inView = go.saved(answer.template_id, before);
    if (before && replaces) await removed(before);
    if (check.count) editor.warned();
    else if (!draft.dirty && inView) goOn(draft, check, Boolean(before) && !replaces, go);
  } catch (fault) {
    say(explain(fault), { bad: true });
    const at = fault instanceof Refusal ? fault.details.field : undefined;
    if (at !== undefined) draft.select(fields[at]?.id ?? '');
  } finally {
    busy(draft, false);
  }
}

/**
 * @param {Draft} draft
 * @param {Check} check
 * @param {boolean} keepsEarlier
 * @param {Go} go
 */
function goOn(draft, check, keepsEarlier, go) {
  const { made, alike } = check;
  const saved = made ? t('editor.savedChecked', { made, alike }) : t('editor.saved');
  say(keepsEarlier ? `${saved} ${t('editor.earlierKept')}` : saved);
  draft.check = null;
  go.tried(draft.openedId);
}

/**
 * @param {Draft} draft
 * @param {boolean} saving
 */
function busy(draft, saving) {
  draft.saving = saving;
  draft.told();
}

/**
 * Whether there is anything to save, every field with a name.
 * @param {Editor} editor
 */
function isWhole({ draft, rename }) {
  if (!draft.fields.length) {
    say(t('editor.needFields'), { bad: true });
    return false;
  }
  const nameless = draft.fields.find((field) => !field.name.trim());
  if (!nameless) return true;
  say(t('editor.needNames'), { bad: true });
  rename(nameless.id);
  return false;
}

/** @param {string} templateId */
async function removed(templateId) {
  try {
    await setAside(templateId).send();
  } catch (fault) {
    if (codeOf(fault) !== 'template_not_found') {
      say(t('editor.earlierNotDeleted', { why: explain(fault) }), { bad: true });
    }
  }
}
