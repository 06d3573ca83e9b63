// One picture's answer in words and pixels: the verdict, the table, what was seen of a field, where the time went.

import { t } from '../i18n/i18n.js';
import { h } from './dom.js';
import { Refusal, codeOf } from './faults.js';
import { icon } from './icons.js';
import { explain } from './notices.js';
import { upright } from './warp.js';

const CROP_HEIGHT = 56;
const LINE_HEIGHT = 36;

/**
 * The table of readings; `pointed(index)` is told which row the pointer or focus is on.
 * @param {{ fields: Wire.FieldDetail[] }} answer
 * @param {(index: number) => unknown} pointed
 */
export function readingsTable(answer, pointed) {
  /** @type {(field: Wire.FieldDetail, index: number) => HTMLElement} */
  const row = (field, index) =>
    h(
      'tr',
      { 'data-index': index, onpointerenter: () => pointed(index) },
      h(
        'th',
        { scope: 'row' },
        h(
          'button',
          { type: 'button', class: 'row-key', onfocus: () => pointed(index), onclick: () => pointed(index) },
          field.key,
        ),
      ),
      h('td', { class: 'value' }, field.rows.length ? cells(field) : shown(field), normal(field)),
      h('td', { class: 'score' }, field.score.toFixed(1)),
      h('td', {}, h('span', { class: `status is-${field.status}` }, t(`status.${field.status}`))),
    );
  return h(
    'table',
    { class: 'readings' },
    h('caption', { class: 'only-read' }, t('try.readings')),
    h(
      'thead',
      {},
      h('tr', {}, ...['key', 'value', 'score', 'status'].map((name) => h('th', { scope: 'col' }, t(`try.${name}`)))),
    ),
    h('tbody', {}, answer.fields.map(row)),
  );
}

/** @type {(field: Wire.CellDetail | Wire.FieldDetail) => string | HTMLElement} */
const shown = ({ value }) => value || h('span', { class: 'muted' }, '–');

/**
 * The rows of a table, cell by cell.
 * @param {Wire.FieldDetail} field
 */
function cells({ rows }) {
  /** @type {(cell: Wire.CellDetail) => HTMLElement} */
  const told = (cell) => h('td', { class: `status is-${cell.status}`, title: t(`status.${cell.status}`) }, shown(cell));
  return h(
    'table',
    { class: 'cells' },
    h('thead', {}, h('tr', {}, ...rows[0].map(({ key }) => h('th', { scope: 'col' }, key)))),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(told)))),
  );
}

/**
 * A value's normal form, where it is another than its print.
 * @param {Wire.FieldDetail} field
 */
function normal({ type, value, normalized }) {
  const text = type === 'text' ? '' : normalText(normalized);
  return text && text !== value ? h('span', { class: 'normal' }, text) : null;
}

/** @type {(normalized: Wire.FieldDetail['normalized']) => string} */
const normalText = (normalized) =>
  typeof normalized === 'object'
    ? Object.values(normalized ?? {})
        .filter((one) => one && typeof one === 'string')
        .join(' ')
    : String(normalized);

/**
 * What the type made of a field: its normal form, what was noticed and checked, what else it may be.
 * @param {Wire.FieldDetail} field
 */
function typed(field) {
  const { checks, candidates, held, type, normalized } = field;
  /** @type {[string, (string | HTMLElement)[]][]} */
  const told = [
    ['try.normalized', type === 'text' ? [] : [normalText(normalized)].filter(Boolean)],
    ['try.checks', checks.map((check) => t(`check.${check}`))],
    ['try.candidates', candidates.map((one) => `${one.value} (${normalText(one.normalized)})`)],
  ];
  const rows = told.filter(([, said]) => said.length);
  const sound = held.map((one) => t(`held.${one}`)).join(', ');
  return [
    rows.length
      ? h(
          'dl',
          { class: 'facts-list typed' },
          rows.flatMap(([word, said]) => [h('dt', {}, t(word)), ...said.map((one) => h('dd', {}, one))]),
        )
      : null,
    sound ? h('p', { class: 'hint' }, t('try.held', { held: sound })) : null,
  ];
}

/**
 * What the alignment was worth.
 * @param {Wire.DetailAnswer} answer
 */
export function verdict(answer) {
  const { verdict: word, inliers, error_px: error } = answer.alignment;
  return h(
    'p',
    { class: `verdict is-${word}` },
    h('strong', {}, t(`try.${word}`)),
    h('span', {}, t('try.inliers', { count: inliers })),
    error === null ? null : h('span', {}, t('try.error', { px: error })),
    h('span', {}, t('try.total', { ms: Math.round(answer.timings_ms.total) })),
  );
}

/**
 * A refusal with its facts.
 * @param {unknown} fault
 */
export function refusal(fault) {
  const facts = Object.entries(fault instanceof Refusal ? fault.details : {});
  const code = codeOf(fault);
  /** @type {(value: unknown) => string} */
  const said = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  return h(
    'div',
    { class: 'refusal', role: 'alert' },
    h('p', {}, icon('warn'), h('strong', {}, t('try.refused')), code ? h('code', {}, code) : null),
    h('p', {}, explain(fault)),
    facts.length
      ? h(
          'dl',
          { class: 'facts-list', 'aria-label': t('try.facts') },
          facts.flatMap(([name, value]) => [h('dt', {}, factNamed(name)), h('dd', {}, said(value))]),
        )
      : null,
  );
}

/**
 * A fact's name as programs know it, and what it says.
 * @param {string} name
 */
function factNamed(name) {
  const says = t(`fact.${name}`);
  return says === `fact.${name}` ? [h('code', {}, name)] : [h('code', {}, name), ' ', says];
}

/**
 * Bars of the steps, longest first.
 * @param {Wire.DetailAnswer} answer
 */
export function timings(answer) {
  const { total, ...steps } = answer.timings_ms;
  const longest = Math.max(...Object.values(steps), 1e-9);
  const bars = Object.entries(steps)
    .sort((a, b) => b[1] - a[1])
    .map(([name, ms]) => {
      const meter = h('span', { class: 'bar' });
      meter.style.width = `${Math.max(1, (ms / longest) * 100)}%`;
      const word = t(`step.${name}`);
      return h(
        'li',
        {},
        h('span', {}, word.startsWith('step.') ? name : word),
        h('span', { class: 'bar-track', 'aria-hidden': 'true' }, meter),
        h('span', { class: 'score' }, t('try.total', { ms: ms < 10 ? ms.toFixed(1) : Math.round(ms) })),
      );
    });
  return h(
    'details',
    { class: 'timings' },
    h('summary', {}, t('try.timings'), h('span', { class: 'count' }, t('try.total', { ms: Math.round(total) }))),
    h('ul', {}, bars),
  );
}

/**
 * One field, upright: on the picture, its lines, and on the template.
 * @param {Wire.FieldDetail | undefined} field
 * @param {Picture} picture
 * @param {{ picture: Picture, quad: Quad } | null} template
 */
export function inspector(field, picture, template) {
  if (!field) return h('div', { class: 'inspector' }, h('p', { class: 'hint' }, t('try.select')));
  /** @type {(label: string, source: Picture, quad: Quad, height: number, text: string) => HTMLElement} */
  const crop = (label, source, quad, height, text) =>
    h('figure', {}, h('figcaption', {}, label), named(upright(source, quad, height), text));
  const lines = field.lines.flatMap((line) => (line.position ? [{ ...line, position: line.position }] : []));
  return h(
    'div',
    { class: 'inspector' },
    h('h2', {}, field.key),
    typed(field),
    field.position ? crop(t('try.onQuery'), picture, field.position, CROP_HEIGHT, field.value) : null,
    lines.length
      ? h(
          'figure',
          {},
          h('figcaption', {}, t('try.lines')),
          h(
            'ul',
            { class: 'crop-lines' },
            lines.map((line) =>
              h(
                'li',
                {},
                named(upright(picture, line.position, LINE_HEIGHT), line.text),
                h('span', { class: 'line-text' }, line.text),
                h('span', { class: 'score' }, line.score.toFixed(1)),
              ),
            ),
          ),
        )
      : h('p', { class: 'hint' }, t('try.noLines')),
    template ? crop(t('try.onTemplate'), template.picture, template.quad, CROP_HEIGHT, '') : null,
  );
}

/**
 * @param {HTMLElement} canvas
 * @param {string} text
 */
function named(canvas, text) {
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', text || '–');
  return canvas;
}
