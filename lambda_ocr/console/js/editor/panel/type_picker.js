// What kind of value a field holds: a choice of types, the one option of each that is asked for most, and what becomes
// of a value. Rule: a type or an option that this page does not know stays as it came.

import { t } from '../../i18n/i18n.js';
import { h, update } from '../../shared/dom.js';
import { columnsOf, within } from '../columns.js';
import { meaningOf } from '../meanings.js';
import { freeColumns, takeColumns } from './table_columns.js';

/** @import { Draft } from '../draft.js' */
/** @import { Meaning } from '../meanings.js' */

/** @typedef {Record<string, unknown>} Options */

const TEXT = 'text';

/**
 * By type: a value as printed and in its normal form, and the option that is typed here ('' where none is).
 * @type {Record<string, { printed: string, normal: string, option: string }>}
 */
const TYPES = {
  integer: { printed: '1,234', normal: '1234', option: '' },
  number: { printed: '1.234,50', normal: '1234.50', option: 'decimal' },
  amount: { printed: '¥1,234.50', normal: '1234.50 CNY', option: 'currency' },
  date: { printed: '11/03/2026', normal: '2026-03-11', option: 'formats' },
  time: { printed: '9:06 PM', normal: '21:06', option: 'formats' },
  datetime: { printed: '11 Mar 2026 18:46', normal: '2026-03-11T18:46', option: 'formats' },
  code: { printed: 'AB-12 34', normal: 'AB1234', option: 'pattern' },
  choice: { printed: 'Ｙｅｓ', normal: 'Yes', option: 'values' },
  mark: { printed: '☒', normal: 'true', option: 'one_of' },
  barcode: { printed: '▮▯▮', normal: '6901234567892', option: 'symbologies' },
  presence: { printed: '✍', normal: 'true', option: 'of' },
  table: { printed: '☰', normal: '[{…}, {…}]', option: '' },
};

/** Schemes that may be typed in place of a pattern. */
const SCHEMES =
  'USCC CN_RESIDENT_ID CN_INVOICE_CODE CN_INVOICE_NUMBER AIR_TICKET BANK_CARD LUHN IBAN BIC LEI EAN ISBN ISSN ISO6346 IMEI VIN EU_VAT S10 UPS'.split(
    ' ',
  );

/** Why the print cannot be what its type asks for. */
const FAILS = ['not_of_form', 'checksum_wrong', 'out_of_range', 'not_listed'];

/** @type {(rest: Field['rest']) => Options} */
const optionsOf = ([options]) => /** @type {Options} */ (options ?? {});

/** @type {(options: Options) => string} */
const typeOf = ({ type }) => (typeof type === 'string' ? type : TEXT);

/**
 * What is typed for an option, as the wire has it, and back.
 * @param {string} type
 * @param {string} typed
 * @returns {Options}
 */
function told(type, typed) {
  const text = typed.trim();
  if (type === 'choice') return { values: listed(text) };
  if (type === 'barcode') return text ? { symbologies: listed(text) } : {};
  if (type === 'presence') return { of: text || 'signature' };
  if (type === 'mark') return text ? { one_of: listed(text) } : {};
  if (type === 'code') return SCHEMES.includes(text) ? { scheme: text } : { pattern: text || '.+' };
  if (!text) return {};
  return TYPES[type].option === 'formats' ? { formats: listed(text) } : { [TYPES[type].option]: text };
}

/** @type {(text: string) => string[]} */
const listed = (text) =>
  text
    .split(/[;；\n]/)
    .map((one) => one.trim())
    .filter(Boolean);

/** @type {(type: string, options: Options) => string} */
function shown(type, options) {
  const value =
    (type === 'code' && options.scheme) || (type === 'mark' && options.many) || options[TYPES[type]?.option];
  return Array.isArray(value) ? value.join('; ') : String(value ?? '');
}

export class TypePicker {
  /**
   * @param {Draft} draft
   * @param {string} id
   */
  constructor(draft, id) {
    this.draft = draft;
    this.id = id;
    this._print = '';
    /** @type {Options | null} */
    this._like = null;
    /** @type {HTMLSelectElement} */
    this.choice = h('select', {
      'aria-label': t('type.choose'),
      'onfocus': () => draft.select(id),
      'onchange': () => this._chosen(this.choice.value),
    });
    this.choice.append(...[TEXT, ...Object.keys(TYPES)].map(option));
    /** @type {HTMLInputElement} */
    this.input = h('input', { autocomplete: 'off', onfocus: () => draft.select(id), oninput: () => this._typed() });
    this.suggested = h('button', { type: 'button', class: 'quiet', onclick: () => this._become(this._like) });
    /** @type {HTMLInputElement} */
    this.cells = h('input', {
      'type': 'number',
      'min': 2,
      'max': 100,
      'class': 'cells',
      'aria-label': t('type.option.cells'),
      'placeholder': t('type.option.cells'),
      'onfocus': () => draft.select(id),
      'oninput': () => this._celled(),
    });
    this.columns = h('button', { type: 'button', class: 'quiet', onclick: () => this._column() });
    this.example = h('span', { class: 'example' });
    this.element = h(
      'div',
      { class: 'type-picker' },
      this.choice,
      this.suggested,
      this.input,
      this.cells,
      this.columns,
      this.example,
    );
  }

  /**
   * @param {Field} field
   * @param {string} print what the template itself says there
   */
  draw(field, print) {
    const options = optionsOf(field.rest);
    const type = typeOf(options);
    const known = TYPES[type];
    const meaning = meaningOf(print, field.rest.length ? options : null, () => this.draft.told());
    this._like = /** @type {Options | null} */ (meaning?.suggested ?? null);
    this._print = print;
    if (type !== TEXT && !known && ![...this.choice.options].some(({ value }) => value === type)) {
      this.choice.append(option(type));
    }
    this.choice.value = type;
    this.suggested.hidden = !this._like;
    this.suggested.textContent = this._like ? t('type.like', { type: called(this._like) }) : '';
    this.input.hidden = !known?.option;
    if (known?.option && document.activeElement !== this.input) this.input.value = shown(type, options);
    const asks = t(`type.option.${known?.option}`);
    if (known?.option) update(this.input, { 'aria-label': asks, 'placeholder': asks });
    this.cells.hidden = type !== 'code';
    if (document.activeElement !== this.cells) this.cells.value = String(options.cells ?? '');
    this._drawColumns(field, type);
    this.example.textContent = (meaning && said(meaning, print)) || (known ? t('type.example', known) : '');
  }

  get _field() {
    return this.draft.fields.find((field) => field.id === this.id);
  }

  /**
   * Another type: options of the one before mean nothing to it.
   * @param {string} type
   */
  _chosen(type) {
    const words = type === 'choice' ? this._print || '–' : '';
    if (type === 'table' && this._field) takeColumns(this.draft, this._field);
    else this._become(type === TEXT ? null : { type, ...(TYPES[type] ? told(type, words) : {}) });
  }

  /** The option is what was typed, all others stay. */
  _typed() {
    if (!this._field) return;
    const { pattern: _p, scheme: _s, [TYPES[this.choice.value].option]: _, ...others } = optionsOf(this._field.rest);
    const typed = told(this.choice.value, this.input.value);
    // A row of which several places may be chosen stays one.
    if ('many' in others) this._become({ ...others, ...('one_of' in typed && { many: typed.one_of }) }, 'type');
    else this._become({ ...others, ...typed }, 'type');
  }

  /** How many cells a comb has; none where it is no number. */
  _celled() {
    if (!this._field) return;
    const { cells: _, ...others } = optionsOf(this._field.rest);
    const cells = Number(this.cells.value);
    this._become(cells ? { ...others, cells } : others, 'cells');
  }

  /**
   * What can be done about a table's columns: fields within it become columns, or columns become fields again.
   * @param {Field} field
   * @param {string} type
   */
  _drawColumns(field, type) {
    this.columns.hidden = type !== 'table';
    if (type !== 'table') return;
    const count = within(field, this.draft.fields).length;
    const names = columnsOf(field).map(([, name]) => name);
    const says = count ? 'type.columns.take' : names.length ? 'type.columns.free' : 'type.columns.none';
    this.columns.textContent = t(says, { count, names: names.join('; ') });
    this.columns.disabled = !count && !names.length;
  }

  _column() {
    const table = this._field;
    if (!table) return;
    if (within(table, this.draft.fields).length) takeColumns(this.draft, table);
    else freeColumns(this.draft, table);
  }

  /** @param {Options | null} options */
  _become(options, gesture = '') {
    const rest = /** @type {Field['rest']} */ (options ? [options] : []);
    this.draft.change(this.id, { rest }, gesture);
  }
}

/**
 * What becomes of the template's own print; '' where there is nothing to say of it.
 * @type {(meaning: Meaning, printed: string) => string}
 */
function said({ type, normalized, meanings, checks, problem }, printed) {
  if (problem) return problem;
  const why = checks.find((check) => FAILS.includes(check));
  if (why) return t('type.none', { printed, why: t(`check.${why}`) });
  if (type === TEXT || !meanings.length) return '';
  const normal = (meanings.length > 1 ? meanings : [normalized]).map(written).join(t('type.or'));
  return t('type.example', { printed, normal });
}

/**
 * A normal form on one line; of money, the amount and its currency.
 * @param {unknown} normal
 */
const written = (normal) =>
  normal && typeof normal === 'object' ? Object.values(normal).filter(Boolean).join(' ') : String(normal);

/** @type {(options: Options) => string} */
const called = ({ type, scheme }) => String(scheme ?? named(typeOf({ type })));

/** @type {(type: string) => HTMLOptionElement} */
const option = (type) => h('option', { value: type }, named(type));

/** @type {(type: string) => string} */
function named(type) {
  const says = t(`type.${type}`);
  return says === `type.${type}` ? type : says;
}
