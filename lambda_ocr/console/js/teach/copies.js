// Further copies of a document, each read once, its values put right by a person.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { sent } from '../service/sending.js';
import { h } from '../shared/dom.js';
import { iconButton } from '../shared/icons.js';
import { explain } from '../shared/notices.js';
import { openPicture } from '../shared/pictures.js';

/**
 * A copy: its pixels once they are there, and what stands in its fields. `known`: a person says that these are right.
 * @typedef {{ file: File, picture: Picture | null, values: Map<string, string>, known: boolean, told: HTMLElement }} Copy
 */

export class Copies {
  /**
   * @param {string} templateId
   * @param {() => unknown} changed
   */
  constructor(templateId, changed) {
    this.templateId = templateId;
    this.changed = changed;
    /** @type {Copy[]} */
    this.all = [];
    this.element = h('ul', { class: 'copies' });
    this._reading = Promise.resolve();
  }

  /** @param {File[]} files */
  add(files) {
    for (const file of files) {
      /** @type {Copy} */
      const copy = {
        file,
        picture: null,
        values: new Map(),
        known: false,
        told: h('p', { class: 'hint' }, t('try.waiting')),
      };
      this.all.push(copy);
      this._show(copy);
      this._reading = this._reading.then(() => this._read(copy));
    }
    this.changed();
  }

  /**
   * Add a picture whose right values somebody has said already; it is not read.
   * @param {Picture} picture
   * @param {[string, string][]} said
   */
  addSaid(picture, said) {
    /** @type {Map<string, string>} */
    const values = new Map();
    for (const [key, value] of said) if (!values.has(key)) values.set(key, value);
    const file = new File([picture.blob], picture.name);
    /** @type {Copy} */
    const copy = { file, picture, values, known: true, told: h('p', {}) };
    this.all.push(copy);
    this._show(copy);
    copy.told.replaceWith(this._form(copy));
    this.changed();
  }

  /** Those that a picture was made of. */
  get ready() {
    return this.all.filter((copy) => copy.picture);
  }

  /** @param {Copy} copy */
  _show(copy) {
    /** @type {HTMLElement} */
    const element = h(
      'li',
      { class: 'copy' },
      h(
        'div',
        { class: 'copy-head' },
        h('h3', {}, copy.file.name),
        iconButton('close', t('teach.leaveOut', { name: copy.file.name }), () => {
          this.all = this.all.filter((one) => one !== copy);
          element.remove();
          this.changed();
        }),
      ),
      copy.told,
    );
    this.element.append(element);
  }

  /** @param {Copy} copy */
  async _read(copy) {
    try {
      copy.picture = await openPicture(copy.file);
      const asked = {
        template_id: this.templateId,
        ...(await sent(copy.picture)),
        detail: /** @type {const} */ (true),
      };
      const answer = await call({ type: 'query', ...asked });
      for (const { key, value } of answer.fields) if (!copy.values.has(key)) copy.values.set(key, value);
      copy.told.replaceWith(this._form(copy));
    } catch (fault) {
      copy.told.textContent = explain(fault);
      copy.told.className = 'fault';
    }
    this.changed();
  }

  /** @param {Copy} copy */
  _form(copy) {
    const known = h('input', {
      type: 'checkbox',
      checked: copy.known,
      onchange: () => {
        copy.known = known.checked;
        this.changed();
      },
    });
    const at = this.all.indexOf(copy);
    const rows = [...copy.values].flatMap(([key, value], place) => {
      const id = `copy-${at}-${place}`;
      const input = h('input', {
        id,
        value,
        autocomplete: 'off',
        oninput: () => {
          copy.values.set(key, input.value);
          copy.known = true;
          known.checked = true;
          this.changed();
        },
      });
      return [h('label', { for: id }, key), input];
    });
    return h('div', {}, h('label', { class: 'known' }, known, t('teach.known')), h('div', { class: 'form' }, rows));
  }
}

/**
 * What of a copy goes into a request.
 * @param {Copy} copy
 * @returns {Promise<Wire.LabelledCopy>}
 */
export async function labelled({ picture, values, known }) {
  if (!picture) throw new Error('not a picture yet');
  return { ...(await sent(picture)), ...(known ? { values: Object.fromEntries(values) } : {}) };
}
