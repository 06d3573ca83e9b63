// Saving a draft: it is registered, or becomes the next version of the template it was opened from, and is checked; the
// page goes on to trying it, or stays where there is something to look at.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { forget } from '../service/library.js';
import { sent } from '../service/sending.js';
import { Refusal, codeOf } from '../shared/faults.js';
import { explain, say } from '../shared/notices.js';
import { askConflict } from './conflict.js';
import { checkOf, named } from './findings/findings.js';
import { printTold } from './findings/fixed_print.js';
import { changeOf, templateOf } from './wire.js';

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
  const { fields, variable, picture, openedId: before } = draft;
  if (draft.saving || !picture || !isWhole(editor)) return;
  const template = templateOf(draft);
  busy(draft, true);
  try {
    const answer = await asked(draft, picture);
    const check = await named(checkOf(answer, fields));
    forget(answer.template_id);
    if (draft.picture !== picture) return; // another document is being drawn by now; this one is in the list
    const redrawn = draft.fields !== fields || draft.variable !== variable;
    const untouched = !redrawn && draft.name.trim() === template.name && draft.note.trim() === template.note;
    const version = 'version' in answer ? answer.version : 1;
    const kept = { openedId: answer.template_id, version, keptPicture: picture, anew: false };
    Object.assign(draft, { ...kept, dirty: !untouched, check });
    if (answer.checked) draft.fixedPrint = printTold(answer.fixed_print, draft.fixedPrint ?? [], variable);
    const inView = go.saved(answer.template_id, before);
    if (check.count) editor.warned();
    else if (!draft.dirty && inView) goOn(draft, check, go);
  } catch (fault) {
    refused(fault, editor, go, fields);
  } finally {
    busy(draft, false);
  }
}

/**
 * @param {Draft} draft
 * @param {Picture} picture
 * @returns {Promise<Wire.CheckedAddAnswer | Wire.CheckedVersionAnswer>}
 */
async function asked(draft, picture) {
  if (!draft.openedId || draft.anew) {
    return call({ type: 'add', ...(await sent(picture)), ...templateOf(draft), detail: true });
  }
  const other = picture === draft.keptPicture ? {} : await sent(picture);
  const about = { template_id: draft.openedId, expected_version: draft.version };
  return call({ type: 'update', ...about, ...other, ...changeOf(draft), detail: true });
}

/**
 * @param {unknown} fault
 * @param {Editor} editor
 * @param {Go} go
 * @param {Field[]} fields
 */
function refused(fault, editor, go, fields) {
  if (codeOf(fault) === 'version_conflict' && fault instanceof Refusal) {
    askConflict(editor.draft, fault.details.version, { again: () => save(editor, go), look: () => go.compare() });
    return;
  }
  say(explain(fault), { bad: true });
  const at = fault instanceof Refusal ? fault.details.field : undefined;
  if (at !== undefined) editor.draft.select(fields[at]?.id ?? '');
}

/**
 * @param {Draft} draft
 * @param {Check} check
 * @param {Go} go
 */
function goOn(draft, check, go) {
  const { made, alike } = check;
  const saved = made ? t('editor.savedChecked', { made, alike }) : t('editor.saved');
  say(draft.version > 1 ? `${saved} ${t('editor.asVersion', { version: draft.version })}` : saved);
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
