/*
 * Frames are as tall as their documents. Their sizes are kept in a style sheet of its own: attributes of the page are
 * those of the server whenever it is repainted.
 */

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
const sizes = new Map<string, { height?: number; width?: number | undefined }>();
const watched = new WeakSet<Element>();

function write(): void {
  const rules = [...sizes].map(([id, { height, width }]) => {
    const tall = height === undefined ? '' : `block-size: ${height}px !important; min-block-size: 0 !important;`;
    return `#${id} { ${tall} ${width === undefined ? '' : `inline-size: ${width}px !important;`} }`;
  });
  sheet.replaceSync(rules.join('\n'));
}

/** The width of a frame while it is dragged; undefined for that of its attribute. */
export function widenFrame(frame: HTMLIFrameElement, width: number | undefined): void {
  sizes.set(frame.id, { ...sizes.get(frame.id), width });
  write();
}

function resize(frame: HTMLIFrameElement): void {
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  const scroll = root.scrollWidth > root.clientWidth ? 16 : 0;
  const height = Math.ceil(root.getBoundingClientRect().height) + scroll + (frame.offsetHeight - frame.clientHeight);
  if (sizes.get(frame.id)?.height === height) return;
  sizes.set(frame.id, { ...sizes.get(frame.id), height });
  write();
}

function watch(frame: HTMLIFrameElement): void {
  const root = frame.contentDocument?.documentElement;
  resize(frame);
  if (!root || watched.has(root)) return;
  watched.add(root);
  new ResizeObserver(() => {
    if (frame.contentDocument?.documentElement === root) resize(frame);
  }).observe(root);
}

/** Fits all frames of the page that ask for it, now and whenever one has loaded. */
export function fitFrames(): void {
  const all = () => document.querySelectorAll<HTMLIFrameElement>('iframe[data-fit]').forEach(watch);
  document.addEventListener(
    'load',
    ({ target }) => {
      if (target instanceof HTMLIFrameElement && target.matches('[data-fit]')) watch(target);
    },
    true,
  );
  document.addEventListener('studio:repainted', all);
  all();
}
