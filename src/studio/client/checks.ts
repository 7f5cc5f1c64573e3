import { findPlace, type PlaceClue } from './find-place.ts';
import { postForm } from './post-form.ts';

/** The editor of somebody who starts the studio without naming one is remembered in this browser. */
const remembered = 'tidings-studio-editor';

let outlined: HTMLElement | undefined;

/** How long a letter may take, in milliseconds; its pictures are not waited for. */
const patience = 10_000;

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : undefined;
  const finding = target?.closest<HTMLElement>('.finding');
  if (!target || !finding) return;
  const copy = target.closest<HTMLButtonElement>('button.copy');
  if (copy) void copyText(copy);
  const place = target.closest<HTMLAnchorElement>('a.place');
  if (place && !place.hasAttribute('href')) askForEditor();
  if (place || target.closest('.show-place')) void show(finding);
});

document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLSelectElement) || target.id !== 'editor') return;
  localStorage.setItem(remembered, target.value);
  linkPlaces();
});

document.addEventListener('submit', (event) => {
  if (event.target instanceof HTMLFormElement && event.target.matches('form.ask')) void postForm(event, event.target);
});

document.addEventListener('studio:repainted', () => {
  linkPlaces();
  markPlaced();
});
linkPlaces();
const pane = letterFrame();
if (pane) void isRead(pane).then(markPlaced);

function letterFrame(): HTMLIFrameElement | null {
  return document.querySelector<HTMLIFrameElement>('.checked-letter');
}

/** Offers to show the places that are in the letter. */
function markPlaced(): void {
  const letter = letterFrame()?.contentDocument;
  if (!letter?.body?.firstElementChild) return;
  for (const finding of document.querySelectorAll<HTMLElement>('.finding[data-clues]'))
    finding.classList.toggle('placed', findPlace(letter, cluesFor(finding)) !== undefined);
}

function cluesFor({ dataset: { clues = '[]' } }: HTMLElement): PlaceClue[] {
  return JSON.parse(clues) as PlaceClue[];
}

/** Makes links of places by the editor that was chosen here, where the studio was given none. */
function linkPlaces(): void {
  const select = document.querySelector<HTMLSelectElement>('#editor');
  if (!select) return;
  const known = [...select.options].map(({ value }) => value);
  const template = localStorage.getItem(remembered) ?? '';
  select.value = known.includes(template) ? template : '';
  for (const place of document.querySelectorAll<HTMLAnchorElement>('a.place')) {
    const { path = '', line = '1', column = '1' } = place.dataset;
    if (select.value === '') place.removeAttribute('href');
    else place.href = select.value.replaceAll('{path}', path).replaceAll('{line}', line).replaceAll('{column}', column);
  }
}

function askForEditor(): void {
  document.querySelector<HTMLSelectElement>('#editor')?.focus();
}

async function copyText(button: HTMLButtonElement): Promise<void> {
  const words = button.textContent;
  const isCopied = await navigator.clipboard.writeText(button.dataset.copy!).then(
    () => true,
    () => false,
  );
  button.textContent = isCopied ? 'Copied' : button.dataset.copy!;
  if (isCopied) button.addEventListener('blur', () => (button.textContent = words), { once: true });
}

/** Scrolls the letter to the place of a finding and outlines it; says so where it cannot be found. */
async function show(finding: HTMLElement): Promise<void> {
  const frame = letterFrame();
  const status = document.querySelector('.shown');
  if (!frame || !status || !finding.dataset.clues) return;
  await useScheme(frame, finding.dataset.scheme ?? 'light');
  const letter = frame.contentDocument;
  const place = letter && findPlace(letter, cluesFor(finding));
  for (const other of document.querySelectorAll('.finding.current')) other.classList.remove('current');
  finding.classList.add('current');
  outlined?.style.removeProperty('outline');
  outlined = undefined;
  if (!place) {
    status.textContent = 'This place cannot be found in the letter.';
    return;
  }
  outlined = place as HTMLElement;
  outlined.style.setProperty('outline', '3px solid #d6336c', 'important');
  outlined.style.setProperty('outline-offset', '2px');
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  outlined.scrollIntoView({ block: 'center', behavior: calm ? 'instant' : 'smooth' });
  frame.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  status.textContent = 'The place is outlined in the letter.';
}

/** A finding about dark mode is shown in it. */
async function useScheme(frame: HTMLIFrameElement, scheme: string): Promise<void> {
  const address = new URL(frame.src);
  if ((address.searchParams.get('scheme') ?? 'light') !== scheme) {
    address.searchParams.set('scheme', scheme);
    frame.src = address.href;
  }
  await isRead(frame);
}

async function isRead(frame: HTMLIFrameElement): Promise<void> {
  const end = performance.now() + patience;
  const isThere = () => frame.contentDocument?.URL === frame.src && frame.contentDocument.readyState !== 'loading';
  while (!isThere() && performance.now() < end) await new Promise((done) => setTimeout(done, 30));
}
