// The page's words in two languages. Rule: every key is in both; a test holds the two together.

import { en } from './words_en.js';
import { zh } from './words_zh.js';

export const LANGUAGES = { en: 'English', zh: '简体中文' };
/** @type {Record<string, Record<string, string>>} */
const WORDS = { en, zh };

let current = (navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en';

export const language = () => current;
export const locale = () => (current === 'zh' ? 'zh-CN' : 'en-GB');

/** @param {string} name */
export function setLanguage(name) {
  current = name;
  document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en';
  document.title = t('title');
}

/**
 * The words for a key, `{name}` filled from `facts`.
 * @param {string} key
 * @param {Record<string, unknown>} [facts]
 */
export function t(key, facts = {}) {
  const text = WORDS[current][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ''));
}

/**
 * A count with its noun: keys `key.one` and `key.many`.
 * @type {(key: string, count: number) => string}
 */
export const counted = (key, count) => t(`${key}.${count === 1 ? 'one' : 'many'}`, { count });
