// How sure readings were over time: a template whose documents are suddenly refused or doubtful was probably reprinted.

import { t } from '../i18n/i18n.js';
import { call } from '../service/client.js';
import { about } from '../service/library.js';
import { h } from '../shared/dom.js';
import { explain } from '../shared/notices.js';
import { percent, table } from '../shared/table.js';

/** Less likely than this by chance, and it is said. */
const UNLIKELY = 0.001;
const DAYS = 35;

/** @returns {View} */
export function driftView() {
  const body = h('div', { class: 'page-body', 'aria-busy': 'true' });
  const element = h(
    'section',
    { class: 'page' },
    h(
      'div',
      { class: 'page-head' },
      h('div', {}, h('h1', {}, t('drift.heading')), h('p', { class: 'lead' }, t('drift.lead', { days: DAYS }))),
      h('a', { class: 'button quiet', href: '#review' }, t('nav.review')),
    ),
    body,
  );
  fill(body);
  return { element, destroy: () => {} };
}

/** @param {HTMLElement} body */
async function fill(body) {
  try {
    const told = await call({ type: 'drift', days: DAYS });
    const ids = [...new Set([...told.drifts, ...told.days].map((one) => one.template_id))];
    body.replaceChildren(
      ...(ids.length ? ids.map((id) => section(id, told)) : [h('p', { class: 'hint' }, t('drift.none'))]),
    );
  } catch (fault) {
    body.replaceChildren(h('p', { class: 'fault', role: 'alert' }, explain(fault)));
  } finally {
    body.setAttribute('aria-busy', 'false');
  }
}

/**
 * @param {string} id
 * @param {Wire.DriftAnswer} told
 */
function section(id, told) {
  const name = h('h2', {}, id.slice(0, 8));
  about(id).then(
    (template) => {
      name.textContent = template.name || t('templates.unnamed');
    },
    () => {},
  );
  const drift = told.drifts.find((one) => one.template_id === id);
  const days = told.days.filter((one) => one.template_id === id);
  const corrected = told.fields.filter((one) => one.template_id === id && one.corrected);
  return h(
    'section',
    { class: 'drift' },
    name,
    drift ? verdict(drift) : null,
    table(
      t('drift.days'),
      ['drift.day', 'drift.version', 'drift.documents', 'drift.refused', 'drift.doubtful', 'drift.reviewed'],
      days.map((one) => [
        one.day,
        one.version,
        one.documents,
        share(one.refused, one.documents),
        share(one.doubtful, one.documents),
        one.reviewed,
      ]),
    ),
    corrected.length
      ? table(
          t('drift.corrected'),
          ['try.key', 'drift.version', 'drift.correctedShare'],
          corrected.map((one) => [one.key, one.version, share(one.corrected, one.reviewed)]),
        )
      : null,
  );
}

/** @param {Wire.DriftDetail} drift */
function verdict({ before, before_of: beforeOf, recent, recent_of: recentOf, chance }) {
  const facts = { before: percent(before), beforeOf, recent: percent(recent), recentOf };
  const rose = chance < UNLIKELY;
  return h(
    'p',
    { class: rose ? 'verdict is-weak' : 'verdict' },
    h('strong', {}, t(rose ? 'drift.rose' : 'drift.steady')),
    h('span', {}, t('drift.facts', facts)),
  );
}

/** @type {(part: number, whole: number) => string} */
const share = (part, whole) => (whole ? percent(part / whole) : '–');
