// Saving a draft: it is registered and checked, what it replaces is deleted once the new one is there, and the page goes
// on to trying it, or stays where there is something to look at.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { setAside } from '../service/library.js';
import { sent } from '../service/sending.js';
import { explain, say } from '../shared/notices.js';
import { wireFields } from './draft.js';
import { checkOf, named } from './findings.js';

/** Save `editor.draft`; `go` is {saved(newId, oldId), tried(id)}, the latter called when the page may go on. */
export async function save(editor, go) {
  const { draft } = editor;
  if (draft.saving || !isWhole(editor)) return;
  const { fields, picture, openedId: before, replaces } = draft;
  const about = { name: draft.name.trim(), note: draft.note.trim() };
  busy(draft, true);
  try {
    const answer = await call({
      type: 'add',
      ...(await sent(picture)),
      template: wireFields(fields),
      ...about,
      detail: true,
    });
    if (draft.picture !== picture) return; // another document is being drawn by now; this one is in the list
    const untouched = draft.fields === fields && draft.name.trim() === about.name && draft.note.trim() === about.note;
    Object.assign(draft, {
      openedId: answer.template_id,
      replaces: true,
      dirty: !untouched,
      check: await named(checkOf(answer, fields, before)),
    });
    const inView = go.saved(answer.template_id, before);
    if (before && replaces) await removed(before);
    if (draft.check.count) editor.warned();
    else if (untouched && inView) goOn(draft, before && !replaces, go);
  } catch (fault) {
    say(explain(fault), { bad: true });
    if (fault.details?.field !== undefined) draft.select(fields[fault.details.field]?.id ?? '');
  } finally {
    busy(draft, false);
  }
}

function goOn(draft, keepsEarlier, go) {
  const { made, alike } = draft.check;
  const saved = made ? t('editor.savedChecked', { made, alike }) : t('editor.saved');
  say(keepsEarlier ? `${saved} ${t('editor.earlierKept')}` : saved);
  draft.check = null;
  go.tried(draft.openedId);
}

function busy(draft, saving) {
  draft.saving = saving;
  draft.told();
}

/** Whether there is anything to save, every field with a name. */
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

async function removed(templateId) {
  try {
    await setAside(templateId).send();
  } catch (fault) {
    if (fault.code !== 'template_not_found') say(t('editor.earlierNotDeleted', { why: explain(fault) }), { bad: true });
  }
}
