// The keys and gestures of the editor, in a dialog.

import { t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';
import { openDialog } from '../shared/notices.js';

const KEYS = [
  'draw',
  'snap',
  'duplicate',
  'move',
  'corners',
  'next',
  'rename',
  'new',
  'delete',
  'order',
  'undo',
  'zoom',
  'pan',
];

export function showKeys() {
  openDialog(
    t('editor.help'),
    h(
      'dl',
      { class: 'keys' },
      KEYS.flatMap((key) => [h('dt', {}, t(`keys.${key}`)), h('dd', {}, t(`keys.${key}Says`))]),
    ),
  );
}
