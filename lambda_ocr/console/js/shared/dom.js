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
