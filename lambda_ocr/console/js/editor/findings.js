// What the service's own check of a saved template found: each finding belongs to a field as it was drawn then, or to
// the whole template. Rule: a finding about a field is gone as soon as the field is drawn otherwise.

import { t } from '../i18n/i18n.js';
import { about } from '../service/library.js';

/** Findings that the page sees by itself and says better, for they follow the drawing. */
const SEEN_HERE = { fields_overlap: ['overlap'], field_too_tight: ['tight', 'cuts'], few_fixed_features: ['fixed'] };

/** {count, alike, made, whole, byField} of an answer to `add` with `detail`; `fields` are those that were sent. */
export function checkOf(answer, fields, replaced) {
  const warnings = (answer.warnings ?? []).filter(({ details }) => !replaced || details.template_id !== replaced);
  const byField = new Map();
  for (const warning of warnings.filter(({ field }) => field)) {
    const { id, quad } = fields[warning.field.index];
    byField.set(id, [...(byField.get(id) ?? []), { warning, quad }]);
  }
  const whole = warnings.filter(({ field }) => !field);
  const altered = (answer.readings ?? []).slice(1);
  const alike = altered.filter(({ refused, differing }) => !refused && !differing.length);
  return { count: warnings.length, alike: alike.length, made: altered.length, whole, byField };
}

/** [{code, text}] of a field: what the page sees, then what the check found and still holds. */
export function saidOf(field, seen, check) {
  const found = (check?.byField.get(field.id) ?? []).filter(
    ({ warning, quad }) => quad === field.quad && !SEEN_HERE[warning.code]?.some((code) => seen.includes(code)),
  );
  return [
    ...seen.map((code) => ({ code, text: t(`warn.${code}`) })),
    ...found.map(({ warning }) => ({ code: warning.code, text: sentence(warning) })),
  ];
}

/** [{code, text}] of the whole template. */
export function saidOfAll(seen, check) {
  const found = (check?.whole ?? []).filter(({ code }) => !SEEN_HERE[code]?.some((mine) => seen.includes(mine)));
  return [
    ...seen.map((code) => ({ code, text: t(`warn.${code}`) })),
    ...found.map((warning) => ({ code: warning.code, text: sentence(warning) })),
  ];
}

/** A finding in the page's language; one that is not known here as the service says it. */
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

/** Names of the templates that findings speak of, looked up; the findings then carry them. */
export async function named(check) {
  for (const { details } of check.whole.filter((warning) => warning.details.template_id)) {
    details.name = await about(details.template_id).then(
      ({ name }) => name || details.template_id.slice(0, 8),
      () => details.template_id.slice(0, 8),
    );
  }
  return check;
}
