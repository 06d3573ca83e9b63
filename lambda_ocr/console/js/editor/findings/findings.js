// What the service's own check of a saved template found: each finding belongs to a field as it was drawn then, or to
// the whole template. Rule: a finding about a field is gone as soon as the field is drawn otherwise.

import { t } from '../../i18n/i18n.js';
import { about } from '../../service/library.js';

/**
 * What the service's check found. `count` is how many findings there are, `alike` of `made` altered pictures read the
 * same; a finding of a field comes with the quad it was about.
 * @typedef {{
 *   count: number,
 *   alike: number,
 *   made: number,
 *   whole: Wire.WarningDetail[],
 *   byField: Map<string, { warning: Wire.WarningDetail, quad: Quad }[]>,
 * }} Check
 */

/**
 * Findings that the page sees by itself and says better, for they follow the drawing.
 * @type {Record<string, string[]>}
 */
const SEEN_HERE = { fields_overlap: ['overlap'], field_too_tight: ['tight', 'cuts'], few_fixed_features: ['fixed'] };

/**
 * {count, alike, made, whole, byField} of an answer to `add` or `update` with `detail`; `fields` are those that were
 * sent.
 * @param {Wire.CheckedAddAnswer | Wire.CheckedVersionAnswer} answer
 * @param {Field[]} fields
 * @returns {Check}
 */
export function checkOf(answer, fields) {
  const warnings = answer.warnings ?? [];
  /** @type {Check['byField']} */
  const byField = new Map();
  for (const warning of warnings) {
    const field = warning.field && fields[warning.field.index];
    if (field) byField.set(field.id, [...(byField.get(field.id) ?? []), { warning, quad: field.quad }]);
  }
  const whole = warnings.filter(({ field }) => !field);
  const altered = (answer.readings ?? []).slice(1);
  const alike = altered.filter(({ refused, differing }) => !refused && !differing.length);
  return { count: warnings.length, alike: alike.length, made: altered.length, whole, byField };
}

/**
 * [{code, text}] of a field: what the page sees, then what the check found and still holds.
 * @param {Field} field
 * @param {string[]} seen
 * @param {Check | null} check
 * @returns {Warning[]}
 */
export function saidOf(field, seen, check) {
  const found = (check?.byField.get(field.id) ?? []).filter(
    ({ warning, quad }) => quad === field.quad && !SEEN_HERE[warning.code]?.some((code) => seen.includes(code)),
  );
  return [
    ...seen.map((code) => ({ code, text: t(`warn.${code}`) })),
    ...found.map(({ warning }) => ({ code: warning.code, text: sentence(warning) })),
  ];
}

/**
 * [{code, text}] of the whole template.
 * @param {string[]} seen
 * @param {Pick<Check, 'whole'> | null} check
 * @returns {Warning[]}
 */
export function saidOfAll(seen, check) {
  const found = (check?.whole ?? []).filter(({ code }) => !SEEN_HERE[code]?.some((mine) => seen.includes(mine)));
  return [
    ...seen.map((code) => ({ code, text: t(`warn.${code}`) })),
    ...found.map((warning) => ({ code: warning.code, text: sentence(warning) })),
  ];
}

/**
 * A finding in the page's language; one that is not known here as the service says it.
 * @param {Wire.WarningDetail} finding
 */
function sentence({ code, message, details }) {
  const [at, other] = Object.entries(details.differing ?? {})[0] ?? [];
  const key = code === 'field_not_read_back' && !at ? 'found.field_doubtful' : `found.${code}`;
  const text = t(key, {
    ...details,
    other,
    times: Object.keys(details.differing ?? {}).length,
    name: details.name ?? '',
  });
  return text === key ? message : text;
}

/**
 * Names of the templates that findings speak of, looked up; the findings then carry them.
 * @param {Check} check
 */
export async function named(check) {
  for (const { details } of check.whole.filter((warning) => warning.details.template_id)) {
    details.name = await about(details.template_id).then(
      ({ name }) => name || details.template_id.slice(0, 8),
      () => details.template_id.slice(0, 8),
    );
  }
  return check;
}
