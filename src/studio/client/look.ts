import { repaintView } from './repaint.ts';

/*
 * The look is tried while somebody types or chooses: the address of the view holds what is not saved, the view is painted
 * anew from it, and its frames change in place.
 */

let form = findForm();

function findForm(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>('#look-form');
}

/** Goes to an address of the look without leaving the page. */
function go(address: string): Promise<void> {
  history.replaceState(null, '', address);
  return repaintView();
}

/** The address of what the form says: fields with the theme's own values are left out, as the server does. */
function addressOf(from: HTMLFormElement, submitter?: HTMLElement): string {
  const data = new FormData(from, submitter);
  data.delete('version');
  const query = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === 'string' && value !== '') query.append(name, value);
  return `${document.querySelector<HTMLElement>('.look')!.dataset.look}?${query}`;
}

/** A colour that is chosen is the number beside it. */
function passOn(chooser: HTMLInputElement): void {
  const field = document.getElementById(chooser.dataset.for!) as HTMLInputElement;
  field.value = chooser.value;
}

document.addEventListener('input', ({ target }) => {
  if (!(target instanceof HTMLElement) || target.closest('.look') === null) return;
  if (target instanceof HTMLInputElement && target.type === 'file') return;
  // A list of fonts is tried when it is complete.
  if (target.id.endsWith('-other')) return;
  if (target instanceof HTMLInputElement && target.type === 'color') passOn(target);
  form = findForm();
  if (form) void go(addressOf(form));
});

document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.id.endsWith('-other')) return;
  form = findForm();
  if (!form) return;
  const address = addressOf(form);
  target.value = '';
  void go(address);
});

document.addEventListener('submit', (event) => {
  const { submitter, target } = event;
  if (!(target instanceof HTMLFormElement) || target.id !== 'look-form') return;
  if (submitter?.getAttribute('formmethod') !== 'get') return;
  event.preventDefault();
  const name = submitter.getAttribute('value')?.split('=')[0];
  // The button is gone with what it mended.
  void go(addressOf(target, submitter)).then(() => name && document.getElementById(name)?.focus());
});

document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-look-link]');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  void go(link.href);
});

/** The address of a form that was refused is that of the form; that of the view holds what was typed. */
function settle(): void {
  const view = document.querySelector<HTMLElement>('.look');
  if (!view?.dataset.address) return;
  const notice = document.getElementById('look-notice');
  const { hash } = location;
  if (location.pathname + location.search !== view.dataset.address)
    history.replaceState(null, '', view.dataset.address + hash);
  if (notice?.classList.contains('refused')) notice.focus();
}

/*
 * Letters are as wide as they are, and shown as large as there is room. Their scale is kept in a style sheet of its own:
 * attributes of the page are those of the server whenever it is repainted.
 */
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

function scale(selector: string, wide: number): string {
  const box = document.querySelector<HTMLElement>(selector);
  return box ? `${selector} { --scale: ${Math.min(1, box.clientWidth / wide)}; }` : '';
}

function fitBoxes(): void {
  sheet.replaceSync(`${scale('.frames.fit .frame-box', 720)}\n${scale('.theme .thumb', 640)}`);
}

settle();
fitBoxes();
addEventListener('resize', fitBoxes);
document.addEventListener('studio:repainted', fitBoxes);
