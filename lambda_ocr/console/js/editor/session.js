// The draft and how it begins: from a picture, a registered template, or a file of the request's JSON.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { sent } from '../service/sending.js';
import { download } from '../shared/dom.js';
import { between, inside } from '../shared/geometry.js';
import { explain, say } from '../shared/notices.js';
import { openPicture, pictureOfData } from '../shared/pictures.js';
import { Draft } from './draft.js';
import { fieldOfLine } from './lines/snap.js';
import { changeOf, drawnField, exported, importedFields, importedVariable, othersOf } from './wire.js';

/** The one draft; it outlives the view, so that a look at another tab loses nothing. */
export const draft = new Draft();

/** Of no template yet. */
const NEW = { openedId: '', version: 0, keptPicture: null, anew: false };

/**
 * Start a draft on a picture file; raises NotAPicture.
 * @param {File} file
 */
export async function startDraft(file) {
  setPicture(await openPicture(file));
  const name = file.name && !/^image\.\w+$/.test(file.name) ? file.name.replace(/\.\w+$/, '') : '';
  Object.assign(draft, { name, note: '', others: {}, ...NEW });
  draft.reset([]);
}

/**
 * Start a draft from a registered template, unless `wanted()` says that nobody waits for it any more.
 * @param {string} templateId
 */
export async function openTemplate(templateId, wanted = () => true) {
  const about = await call({ type: 'get', template_id: templateId, picture: 'full' });
  const picture = await pictureOfData(about.img ?? '', about.name || 'template');
  if (!wanted()) return;
  setPicture(picture);
  const { name, note, template, variable } = about;
  const kept = { openedId: templateId, version: about.version, keptPicture: picture, anew: false };
  Object.assign(draft, { name, note, others: othersOf({ ...about }), ...kept });
  draft.reset(template.map(drawnField), variable);
}

/** The draft as it stands, to be compared with what is kept. */
export const draftedSide = () => ({
  change: changeOf(draft),
  picture: draft.picture,
  replaced: draft.picture !== draft.keptPicture,
});

/**
 * Take another picture under the same fields.
 * @param {File} file
 */
export async function replacePicture(file) {
  try {
    setPicture(await openPicture(file));
    draft.dirty = true;
    draft.told();
  } catch (fault) {
    say(explain(fault), { bad: true });
  }
}

/**
 * Take fields (and whatever else the request has: picture, name, print struck out, …) from a file of the request's
 * JSON. With `anew` a draft begins, so that there must be a picture. Whether there is a draft now.
 * @param {File} file
 */
export async function importFile(file, { anew = false } = {}) {
  try {
    const given = JSON.parse(await file.text());
    const fields = importedFields(given);
    const struck = given.variable === undefined ? {} : { variable: importedVariable(given.variable) };
    if (anew && !given.img) throw new Error(t('templates.noPicture'));
    if (given.img) {
      const data = given.img.startsWith('data:') ? given.img : `data:application/octet-stream;base64,${given.img}`;
      setPicture(await pictureOfData(data, given.name || file.name));
      Object.assign(draft, { ...NEW, name: '', note: '', others: {} });
      draft.reset([]);
    }
    if (given.name) draft.name = String(given.name);
    if (given.note) draft.note = String(given.note);
    if (given.template) draft.others = { ...draft.others, ...othersOf(given) };
    draft.become({ fields, ...struck });
    return Boolean(draft.picture);
  } catch (fault) {
    say(t('editor.badImport', { why: explain(fault) }), { bad: true });
    return false;
  }
}

/** Save the draft, but for its picture, as a file that `importFile` takes. */
export function exportFields() {
  const text = `${JSON.stringify(exported(draft), null, 2)}\n`;
  download(`${draft.name || 'template'}.json`, 'application/json', text);
}

/**
 * What the lines of text propose to call a field here; '' while they are not known.
 * @param {Quad} quad
 */
export function suggestion(quad) {
  const { lines, picture } = draft;
  const line = lines?.find(({ position }) => inside(quad, between(position[0], position[2], 0.5)));
  if (!lines || !line || !picture) return '';
  const others = draft.fields.filter((field) => field.quad !== quad);
  return fieldOfLine(line, lines, others, [picture.width, picture.height]).name;
}

/** @param {Picture} picture */
function setPicture(picture) {
  Object.assign(draft, { picture, lines: null, linesProblem: '', check: null, fixedPrint: null });
  if (picture.shrunk) say(t('editor.shrunk', { ...picture }));
  sent(picture)
    .then((member) => call({ type: 'detect', ...member }))
    .then(
      (answer) => found(picture, { lines: answer.lines }),
      (fault) => found(picture, { linesProblem: explain(fault) }),
    );
}

/**
 * @param {Picture} picture
 * @param {Partial<Pick<Draft, 'lines' | 'linesProblem'>>} members
 */
function found(picture, members) {
  if (draft.picture !== picture) return;
  Object.assign(draft, members);
  nameBlank();
  draft.told();
}

/** Fields drawn before the lines were known get their suggested names now. */
function nameBlank() {
  for (const field of draft.fields.filter((one) => !one.name && one.suggest)) {
    draft.change(field.id, { name: suggestion(field.quad), suggest: false }, 'name');
  }
}
