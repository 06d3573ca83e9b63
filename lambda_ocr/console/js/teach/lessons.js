// What copies taught a template: each lesson with its evidence, and taken away again.

import { counted, t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';

/**
 * @param {Wire.LessonDetail[]} lessons
 * @param {(ids: string[] | 'all') => unknown} forget
 */
export function lessonList(lessons, forget) {
  if (!lessons.length) return h('p', { class: 'hint' }, t('teach.noLessons'));
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'inline' },
      counted('teach.lessons', lessons.length),
      h('button', { type: 'button', class: 'fix', onclick: () => forget('all') }, t('teach.forgetAll')),
    ),
    h(
      'ul',
      { class: 'lessons print-rows' },
      lessons.map((lesson) => row(lesson, () => forget([lesson.id]))),
    ),
  );
}

/**
 * @param {Wire.LessonDetail} lesson
 * @param {() => unknown} forget
 */
function row(lesson, forget) {
  const { kind, text, field, options, agreeing, copies, moved, bound } = lesson;
  const said = kind === 'type' ? t(`type.${options.type}`) : text;
  const place = bound ? t('teach.boundName', { weight: bound.weight }) : t('print.place');
  const named = field ? [field.name, said].filter(Boolean).join(': ') : text || place;
  const facts = [
    t(`teach.${kind}`, { agreeing, copies }),
    moved ? t('teach.moved', { moved }) : '',
    bound ? t('teach.boundBy', { lowest: bound.lowest, others: bound.others, highest: bound.highest ?? '–' }) : '',
  ];
  return h(
    'li',
    {},
    h('span', { class: 'print-text' }, named),
    h(
      'button',
      { type: 'button', class: 'fix', 'aria-label': t('teach.forgetThis', { text: named }), onclick: forget },
      t('teach.forget'),
    ),
    h('span', { class: 'print-role' }, facts.filter(Boolean).join(' ')),
  );
}
