// What kind of value a field holds: a choice of types, the one option of each that is asked for most, and what becomes
// of a value. Rule: a type or an option that this page does not know stays as it came.

import { t } from '../../i18n/i18n.js';
import { h, update } from '../../shared/dom.js';
import { columnsOf, within } from '../columns.js';
import { freeColumns, takeColumns } from './table_columns.js';

/** @import { Draft } from '../draft.js' */

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

/** Prints that look like values of a type, the surest first. */
const LOOKS = /** @type {[string, RegExp][]} */ ([
  ['datetime', /^\d{2,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{2,4}日?\s*\d{1,2}[:：]\d{2}/],
  ['date', /^(\d{2,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,4}日?|\d{1,2} \p{L}{3,9}\.? \d{4})$/u],
  ['time', /^\d{1,2}[:：]\d{2}([:：]\d{2})?\s*([AP]M)?$/i],
  ['amount', /^([¥￥$€£]\s*[\d.,]+\s*元?|[\d.,]*[.,]\d{2}\s*[€元]?|[壹贰叁肆伍陆柒捌玖拾佰仟万亿零]+[元圆].*)$/u],
  ['integer', /^\d{1,9}$/],
]);

/** @type {(rest: Field['rest']) => Options} */
const optionsOf = ([options]) => /** @type {Options} */ (options ?? {});

/** @type {(options: Options) => string} */
const typeOf = ({ type }) => (typeof type === 'string' ? type : TEXT);

/**
 * The type that print looks like; '' where it looks like none.
 * @param {string} print
 */
export const typeLike = (print) => LOOKS.find(([, look]) => look.test(print.trim()))?.[0] ?? '';

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
    /** @type {HTMLSelectElement} */
    this.choice = h('select', {
      'aria-label': t('type.choose'),
      'onfocus': () => draft.select(id),
      'onchange': () => this._chosen(this.choice.value),
    });
    this.choice.append(...[TEXT, ...Object.keys(TYPES)].map(option));
    /** @type {HTMLInputElement} */
    this.input = h('input', { autocomplete: 'off', onfocus: () => draft.select(id), oninput: () => this._typed() });
    this.suggested = h('button', {
      type: 'button',
      class: 'quiet',
      onclick: () => this._chosen(typeLike(this._print)),
    });
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
    const like = type === TEXT ? typeLike(print) : '';
    this._print = print;
    if (type !== TEXT && !known && ![...this.choice.options].some(({ value }) => value === type)) {
      this.choice.append(option(type));
    }
    this.choice.value = type;
    this.suggested.hidden = !like;
    this.suggested.textContent = like ? t('type.like', { type: named(like) }) : '';
    this.input.hidden = !known?.option;
    if (known?.option && document.activeElement !== this.input) this.input.value = shown(type, options);
    const asks = t(`type.option.${known?.option}`);
    if (known?.option) update(this.input, { 'aria-label': asks, 'placeholder': asks });
    this.cells.hidden = type !== 'code';
    if (document.activeElement !== this.cells) this.cells.value = String(options.cells ?? '');
    this._drawColumns(field, type);
    this.example.textContent = known ? t('type.example', { printed: known.printed, normal: known.normal }) : '';
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

/** @type {(type: string) => HTMLOptionElement} */
const option = (type) => h('option', { value: type }, named(type));

/** @type {(type: string) => string} */
function named(type) {
  const says = t(`type.${type}`);
  return says === `type.${type}` ? type : says;
}
