// Beside the picture: the list of pictures, what was read on the one on show, and what was seen at the field pointed at.

import { t } from '../i18n/i18n.js';
import { h } from '../shared/dom.js';
import { inspector, readingsTable, refusal, timings, verdict } from '../shared/reading.js';

/** @import { Item } from './batch.js' */
/** @import { PictureList } from './list.js' */

export class Panel {
  /**
   * @param {PictureList} list
   * @param {(index: number) => void} onpoint Asked with a field's index.
   */
  constructor(list, onpoint) {
    this.onpoint = onpoint;
    this.result = h('div', { class: 'result', 'aria-live': 'polite' });
    this.seen = h('div', { class: 'seen' });
    this.element = h(
      'aside',
      { class: 'panel', 'aria-label': t('try.readings') },
      list.element,
      this.result,
      this.seen,
    );
  }

  /** @param {Item} item */
  show(item) {
    this.result.replaceChildren(...this._said(item));
  }

  /** @param {Item} item */
  _said({ fault, answer }) {
    if (fault) return [refusal(fault)];
    if (!answer) return [h('p', { class: 'hint' }, t('try.reading'))];
    return [verdict(answer), readingsTable(answer, (index) => this.onpoint(index)), timings(answer)];
  }

  /**
   * Mark a field's row, and show what was seen there: on the picture, and on the template where that is known.
   * @param {number} index
   * @param {Item | null} item
   * @param {Picture | null} picture
   * @param {{ picture: Picture, quads: Quad[] } | null} template
   */
  point(index, item, picture, template) {
    for (const row of this.result.querySelectorAll('tr')) {
      row.classList.toggle('is-selected', Number(row.dataset.index ?? -1) === index && index >= 0);
    }
    const field = item?.answer?.fields[index];
    const quad = template?.quads[index];
    const known = template && field && quad ? { picture: template.picture, quad } : null;
    this.seen.replaceChildren(...(item?.answer && picture ? [inspector(field, picture, known)] : []));
  }
}
