import { postForm } from './post-form.ts';

/** The address of tests is remembered in this browser, and nowhere else. */
const remembered = 'tidings-studio-test-address';

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches('form.ask')) return;
  if (form.matches('[data-test]')) localStorage.setItem(remembered, addressField()?.value ?? '');
  void postForm(event, form);
});

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLButtonElement>('button') : undefined;
  if (button?.matches('.copy-html')) void copyHtml(button);
  if (button?.matches('.copy-command')) void copyCommand(button);
  if (button?.matches('.look-again')) void lookAhead();
});

document.addEventListener('studio:repainted', () => {
  fillAddress();
  const body = prospect()?.querySelector('.body');
  if (!body?.querySelector('.headline') || body.querySelector('.look-again')) return;
  body.insertAdjacentHTML(
    'afterbegin',
    '<p class="notice">Something has changed since. <button type="button" class="look-again">Look again</button></p>',
  );
});

fillAddress();
void lookAhead();

function addressField(): HTMLInputElement | null {
  return document.querySelector('#to');
}

function fillAddress(): void {
  const field = addressField();
  if (field && field.value === '' && document.activeElement !== field)
    field.value = localStorage.getItem(remembered) ?? '';
}

function prospect(): HTMLElement | null {
  return document.querySelector('#prospect');
}

/** Fills in what `send` would do, once the page is there. Leaving the page ends it. */
async function lookAhead(): Promise<void> {
  const panel = prospect();
  const body = panel?.querySelector('.body');
  if (!panel || !body) return;
  body.innerHTML = '<p>The list is asked …</p>';
  const leaving = new AbortController();
  addEventListener('pagehide', () => leaving.abort(), { once: true });
  const response = await fetch(panel.dataset.from!, { signal: leaving.signal }).catch(() => undefined);
  if (leaving.signal.aborted) return;
  body.innerHTML = response?.ok
    ? await response.text()
    : '<p>The studio could not tell. <button type="button" class="look-again">Look again</button></p>';
  for (const element of body.querySelectorAll<HTMLElement>('[data-script]')) element.hidden = false;
}

async function copyHtml(button: HTMLButtonElement): Promise<void> {
  const place = button.closest('li')!;
  const outcome = place.querySelector('.outcome')!;
  const fallback = place.querySelector<HTMLTextAreaElement>('.fallback')!;
  const response = await fetch(button.dataset.from!).catch(() => undefined);
  if (!response?.ok) {
    outcome.textContent = 'The letter cannot be made; the checks say why.';
    return;
  }
  const text = await response.text();
  const isCopied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  fallback.hidden = isCopied;
  fallback.value = isCopied ? '' : text;
  if (!isCopied) fallback.select();
  outcome.textContent = isCopied
    ? `Copied: ${Math.round(text.length / 1024)} KB of HTML.`
    : 'The browser did not let it be copied. It is selected below: press Ctrl-C, or ⌘C on a Mac.';
}

async function copyCommand(button: HTMLButtonElement): Promise<void> {
  const command = button.parentElement!.querySelector('.command')!;
  await navigator.clipboard.writeText(command.textContent).then(
    () => (button.textContent = 'Copied'),
    () => getSelection()?.selectAllChildren(command),
  );
}
