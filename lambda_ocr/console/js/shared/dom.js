// Elements in one line each. Rule: text is always text, nothing is ever parsed as HTML.

/**
 * An element that the page has.
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id} on this page`);
  return found;
}

/**
 * An element's children, which are elements of the page's own making.
 * @param {Element} element
 */
export const childrenOf = (element) => /** @type {(HTMLElement | SVGElement)[]} */ ([...element.children]);

/**
 * The `data-…` of the nearest element around an event that has what is sought; none where there is no such element.
 * @param {Event} event
 * @param {string} sought
 * @returns {DOMStringMap}
 */
export function dataOf(event, sought) {
  const found = event.target instanceof Element ? event.target.closest(sought) : null;
  return found instanceof HTMLElement || found instanceof SVGElement ? found.dataset : {};
}

/**
 * What draws on a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [how]
 */
export function contextOf(canvas, how) {
  const context = canvas.getContext('2d', how);
  if (!context) throw new Error('this browser draws no pictures');
  return context;
}

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element: `h('button', {class: 'quiet', onclick: f, 'aria-label': 'x'}, child, …)`; null children are left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  return filled(document.createElement(tag), props, children);
}

/**
 * The same for SVG.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props]
 * @param {...(Child | Child[])} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function s(tag, props = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Props} props
 * @param {(Child | Child[])[]} children
 * @returns {E}
 */
function filled(element, props, children) {
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {any} value
 */
function setProp(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'value' || name === 'checked' || name === 'disabled' || name === 'selected') {
    Object.assign(element, { [name]: value });
  } else element.setAttribute(name, value === true ? '' : value);
}

/**
 * Set attributes that may change, touching the page only where they did.
 * @param {Element} element
 * @param {Record<string, unknown>} props
 */
export function update(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
  }
}

/** @typedef {keyof typeof ICONS} Icon */

const ICONS = {
  undo: 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1',
  redo: 'M15 7l5 5-5 5M20 12H10a6 6 0 0 0-6 6v1',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  key: 'M8 19a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM11.5 10.5 20 4M16.5 6.7l2.6 3.2M13.8 8.8l1.8 2.2',
  magnet: 'M5 4v8a7 7 0 0 0 14 0V4h-5v8a2 2 0 0 1-4 0V4zM5 8h5M14 8h5',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 17h.01',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  upload: 'M12 16V5M7 9l5-5 5 5M5 20h14',
  play: 'M7 4l13 8-13 8z',
  warn: 'M12 3 2 20h20zM12 10v4M12 17h.01',
  close: 'M6 6l12 12M18 6 6 18',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4 4',
  edit: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
};

/**
 * A line icon; decoration only, so it has no name of its own.
 * @param {Icon} name
 */
export function icon(name) {
  return s(
    'svg',
    { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    s('path', { d: ICONS[name] }),
  );
}

/**
 * A button that is an icon; `label` is its name and its tooltip.
 * @param {Icon} name
 * @param {string} label
 * @param {(event: MouseEvent) => unknown} onclick
 * @param {Props} [props]
 */
export function iconButton(name, label, onclick, props = {}) {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...props },
    icon(name),
  );
}

/**
 * Let the browser save `content` under `name`.
 * @param {string} name
 * @param {string} media
 * @param {string} content
 */
export function download(name, media, content) {
  const url = URL.createObjectURL(new Blob([content], { type: media }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Ask for files; resolves to a list, which stays open when the person turns away.
 * @param {string} accept
 * @param {boolean} multiple
 * @param {(files: File[]) => unknown} picked
 */
export function pickFiles(accept, multiple, picked) {
  const input = h('input', { type: 'file', accept, multiple });
  input.addEventListener('change', () => picked([...(input.files ?? [])]));
  input.click();
}

/**
 * Files dropped on an element; the element carries `is-over` while something hovers above it.
 * @param {HTMLElement} element
 * @param {(files: File[]) => unknown} dropped
 */
export function acceptDrops(element, dropped) {
  let depth = 0;
  /** @type {(change: number) => void} */
  const over = (change) => {
    depth = Math.max(0, depth + change);
    element.classList.toggle('is-over', depth > 0);
  };
  element.addEventListener('dragenter', (event) => {
    event.preventDefault();
    over(1);
  });
  element.addEventListener('dragleave', () => over(-1));
  element.addEventListener('dragover', (event) => event.preventDefault());
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    over(-depth);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length) dropped(files);
  });
}
