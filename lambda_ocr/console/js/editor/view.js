// The editor: a picture with fields drawn on it, and the panel beside it. Parts are made here and introduced to each other.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { sent } from '../service/sending.js';
import { acceptDrops, download, h, icon, iconButton, pickFiles } from '../shared/dom.js';
import { between, bounds, inside, rounded } from '../shared/geometry.js';
import { explain, say } from '../shared/notices.js';
import { ACCEPTED, openPicture, pictureOfData } from '../shared/pictures.js';
import { Stage } from '../shared/stage.js';
import { warningsOf } from './checks.js';
import { Draft, fieldOfWire, importedFields, newId, wireFields } from './draft.js';
import { Drawing } from './drawing.js';
import { saidOf, saidOfAll } from './findings.js';
import * as gestures from './gestures.js';
import { showKeys } from './help.js';
import * as keys from './keys.js';
import { Panel } from './panel.js';
import { save } from './saving.js';
import { fieldOfLine, roomier } from './snap.js';

/** The one draft; it outlives the view, so that a look at another tab loses nothing. */
export const draft = new Draft();
let snapping = true;

/** Start a draft on a picture file; raises NotAPicture. */
export async function startDraft(file) {
  setPicture(await openPicture(file));
  const name = file.name && !/^image\.\w+$/.test(file.name) ? file.name.replace(/\.\w+$/, '') : '';
  Object.assign(draft, { name, note: '', openedId: '', replaces: false });
  draft.reset([]);
}

/** Start a draft from a registered template, unless `wanted()` says that nobody waits for it any more. */
export async function openTemplate(templateId, wanted = () => true) {
  const about = await call({ type: 'get', template_id: templateId, picture: 'full' });
  const picture = await pictureOfData(about.img, about.name || 'template');
  if (!wanted()) return;
  setPicture(picture);
  Object.assign(draft, { name: about.name, note: about.note, openedId: templateId, replaces: false });
  draft.reset(about.template.map(fieldOfWire));
}

function setPicture(picture) {
  Object.assign(draft, { picture, lines: null, linesProblem: '', check: null });
  if (picture.shrunk) say(t('editor.shrunk', picture));
  sent(picture)
    .then((member) => call({ type: 'detect', ...member }))
    .then(
      (answer) => found(picture, { lines: answer.lines }),
      (fault) => found(picture, { linesProblem: explain(fault) }),
    );
}

function found(picture, members) {
  if (draft.picture !== picture) return;
  Object.assign(draft, members);
  nameBlank();
  draft.told();
}

const sizeOf = ({ width, height }) => [width, height];

/** Fields drawn before the lines were known get their suggested names now. */
function nameBlank() {
  for (const field of draft.fields.filter((one) => !one.name && one.suggest)) {
    draft.change(field.id, { name: suggestion(field.quad), suggest: false }, 'name');
  }
}

function suggestion(quad) {
  if (!draft.lines) return '';
  const line = draft.lines.find(({ position }) => inside(quad, between(position[0], position[2], 0.5)));
  return line
    ? fieldOfLine(
        line,
        draft.lines,
        draft.fields.filter((field) => field.quad !== quad),
        sizeOf(draft.picture),
      ).name
    : '';
}

/** The editor's view: {element, destroy}. `go` is {begin(file), saved(newId, oldId), tried(id)}. */
export function editorView(go) {
  const stage = new Stage({
    tabindex: 0,
    role: 'application',
    'aria-label': t('editor.stage'),
    'data-testid': 'stage',
  });
  const drawing = new Drawing(stage);
  const editor = { draft, stage, drawing };
  const panel = new Panel(editor);
  Object.assign(editor, {
    rename: (id) => {
      editor.redraw();
      panel.rename(id);
    },
    duplicate: (field) => keys.duplicate(editor, field),
    takeLine: (at, joins) => takeLine(editor, at, joins),
    made: (quad, how) => made(editor, quad, how),
    makeRoom: (field) =>
      draft.change(field.id, {
        quad: rounded(
          roomier(
            field.quad,
            draft.lines ?? [],
            draft.fields.filter((other) => other !== field),
            sizeOf(draft.picture),
          ),
        ),
      }),
    save: () => save(editor, go),
    warned: () => {
      redraw();
      panel.showFirstWarning();
    },
    leave: () => go.tried(draft.openedId),
  });
  const bar = toolbar(editor);
  const element = h(
    'section',
    { class: 'editor', 'aria-label': t('editor.heading') },
    h('h1', { class: 'only-read' }, t('editor.heading')),
    h('div', { class: 'work' }, bar.element, stage.element),
    panel.element,
  );
  acceptDrops(element, ([file]) => (/json$/.test(file.type || file.name) ? importFile(file) : go.begin(file)));
  gestures.listen(editor);
  keys.listen(editor, element);
  stage.onview = (view) => {
    drawing.scaled();
    bar.zoom(view);
  };
  const redraw = () => {
    if (stage.picture !== draft.picture && draft.picture) stage.show(draft.picture);
    const taken = takenLines();
    const seen = draft.picture ? warningsOf(draft.fields, draft.lines, sizeOf(draft.picture)) : new Map();
    const warnings = new Map(
      draft.fields.map((field) => [field.id, saidOf(field, seen.get(field.id) ?? [], draft.check)]),
    );
    warnings.set('', saidOfAll(seen.get('') ?? [], draft.check));
    drawing.draw(draft, warnings, snapping, taken);
    panel.draw(warnings, taken);
    bar.draw();
  };
  editor.redraw = redraw;
  let asked = 0;
  const soon = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      redraw();
    });
  };
  draft.addEventListener('change', soon);
  redraw();
  return {
    element,
    destroy: () => {
      draft.removeEventListener('change', soon);
      cancelAnimationFrame(asked);
      stage.destroy();
    },
  };
}

/** Lines that lie in a field already. */
function takenLines() {
  const taken = new Set();
  (draft.lines ?? []).forEach(({ position: [a, , c] }, at) => {
    if (draft.fields.some((field) => [0.5, 0.8].some((share) => inside(field.quad, between(a, c, share))))) {
      taken.add(at);
    }
  });
  return taken;
}

function takeLine(editor, at, joins) {
  const line = draft.lines[at];
  if (joins && draft.current) {
    gestures.joinLine(editor, line);
    return;
  }
  const { quad, name } = fieldOfLine(line, draft.lines, draft.fields, sizeOf(draft.picture));
  const field = { id: newId(), name, quad: rounded(quad) };
  draft.insert(field);
  editor.rename(field.id);
  editor.stage.reveal(bounds(quad));
}

/** A field was drawn by hand: suggest a name, and let it be typed. */
function made(editor, quad, { keepFocus = false } = {}) {
  const field = { id: newId(), name: suggestion(quad), quad, suggest: !draft.lines };
  draft.insert(field);
  if (!keepFocus) editor.rename(field.id);
}

function toolbar(editor) {
  const { stage } = editor;
  const undo = iconButton('undo', t('undo'), () => draft.undo());
  const redo = iconButton('redo', t('redo'), () => draft.redo());
  const percent = h('span', { class: 'zoom-level', 'aria-live': 'off' });
  const snap = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      'aria-pressed': String(snapping),
      onclick: () => {
        snapping = !snapping;
        snap.setAttribute('aria-pressed', String(snapping));
        editor.redraw();
      },
    },
    icon('magnet'),
    h('span', {}, t('editor.snap')),
  );
  const keep = h('button', { type: 'button', class: 'primary', onclick: () => editor.save() }, t('editor.save'));
  const element = h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': t('editor.toolbar') },
    h('div', { class: 'group' }, undo, redo),
    h(
      'div',
      { class: 'group' },
      iconButton('minus', t('editor.zoomOut'), () => stage.zoom(0.8)),
      percent,
      iconButton('plus', t('editor.zoomIn'), () => stage.zoom(1.25)),
      iconButton('fit', t('editor.fit'), () => stage.fit()),
    ),
    h('div', { class: 'group' }, snap, iconButton('help', t('editor.help'), showKeys)),
    h(
      'div',
      { class: 'group end' },
      iconButton('picture', t('editor.replacePicture'), () =>
        pickFiles(ACCEPTED, false, ([file]) => replacePicture(file)),
      ),
      iconButton('upload', t('editor.import'), () =>
        pickFiles('.json,application/json', false, ([file]) => importFile(file)),
      ),
      iconButton('download', t('editor.export'), exportFields),
      keep,
    ),
  );
  return {
    element,
    zoom: ({ scale }) => {
      percent.textContent = `${Math.round(scale * 100)} %`;
    },
    draw: () => {
      undo.disabled = !draft.canUndo;
      redo.disabled = !draft.canRedo;
      keep.disabled = draft.saving;
      keep.textContent = t(draft.saving ? 'editor.saving' : draft.check ? 'editor.saveAgain' : 'editor.save');
    },
  };
}

async function replacePicture(file) {
  try {
    setPicture(await openPicture(file));
    draft.dirty = true;
    draft.told();
  } catch (fault) {
    say(explain(fault), { bad: true });
  }
}

/** Take fields (and the picture and name, where the request has them) from a file of the request's JSON. */
export async function importFile(file, { anew = false } = {}) {
  try {
    const given = JSON.parse(await file.text());
    const fields = importedFields(given);
    if (anew && !given.img) throw new Error(t('templates.noPicture'));
    if (given.img) {
      const data = given.img.startsWith('data:') ? given.img : `data:application/octet-stream;base64,${given.img}`;
      setPicture(await pictureOfData(data, given.name || file.name));
      Object.assign(draft, { openedId: '', replaces: false, name: '', note: '' });
      draft.reset([]);
    }
    for (const member of ['name', 'note']) if (given[member]) draft[member] = given[member];
    draft.become(fields);
    return Boolean(draft.picture);
  } catch (fault) {
    say(t('editor.badImport', { why: explain(fault) }), { bad: true });
    return false;
  }
}

function exportFields() {
  download(
    `${draft.name || 'template'}.json`,
    'application/json',
    `${JSON.stringify(wireFields(draft.fields), null, 2)}\n`,
  );
}
