// Above the picture: undo, zoom, snapping, files, saving.

import { t } from '../i18n/i18n.js';
import { h, pickFiles } from '../shared/dom.js';
import { icon, iconButton } from '../shared/icons.js';
import { ACCEPTED } from '../shared/pictures.js';
import { showKeys } from './help.js';
import { exportFields, importFile, replacePicture } from './session.js';

/** @import { Look } from '../shared/stage.js' */
/** @import { Editor } from './view.js' */

export class Toolbar {
  /** @param {Editor} editor */
  constructor(editor) {
    const { draft, stage } = editor;
    this.draft = draft;
    this.undo = iconButton('undo', t('undo'), () => draft.undo());
    this.redo = iconButton('redo', t('redo'), () => draft.redo());
    this.percent = h('span', { class: 'zoom-level', 'aria-live': 'off' });
    this.snap = h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        onclick: () => {
          draft.snapping = !draft.snapping;
          draft.told();
        },
      },
      icon('magnet'),
      h('span', {}, t('editor.snap')),
    );
    this.keep = h('button', { type: 'button', class: 'primary', onclick: () => editor.save() }, t('editor.save'));
    const zoomOut = iconButton('minus', t('editor.zoomOut'), () => stage.zoom(0.8));
    const zoomIn = iconButton('plus', t('editor.zoomIn'), () => stage.zoom(1.25));
    const fit = iconButton('fit', t('editor.fit'), () => stage.fit());
    const picture = iconButton('picture', t('editor.replacePicture'), () =>
      pickFiles(ACCEPTED, false, ([file]) => replacePicture(file)),
    );
    const upload = iconButton('upload', t('editor.import'), () =>
      pickFiles('.json,application/json', false, ([file]) => importFile(file)),
    );
    const save = iconButton('download', t('editor.export'), exportFields);
    this.compare = iconButton('history', t('editor.compare'), () => editor.compare(), { hidden: true });
    this.element = h(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': t('editor.toolbar') },
      h('div', { class: 'group' }, this.undo, this.redo),
      h('div', { class: 'group' }, zoomOut, this.percent, zoomIn, fit),
      h('div', { class: 'group' }, this.snap, iconButton('help', t('editor.help'), showKeys)),
      h('div', { class: 'group end' }, this.compare, picture, upload, save, this.keep),
    );
  }

  /** @param {Look} view */
  zoomed({ scale }) {
    this.percent.textContent = `${Math.round(scale * 100)} %`;
  }

  draw() {
    const { draft } = this;
    this.undo.disabled = !draft.canUndo;
    this.redo.disabled = !draft.canRedo;
    this.snap.setAttribute('aria-pressed', String(draft.snapping));
    this.keep.disabled = draft.saving;
    this.compare.hidden = !draft.openedId;
    this.keep.textContent = t(draft.saving ? 'editor.saving' : draft.check ? 'editor.saveAgain' : 'editor.save');
  }
}
