import { takeTheRest, writtenIn } from './curate-form.ts';
import { Rows } from './curate-rows.ts';
import { repaintFrames } from './frames.ts';

/** The view in which an issue is put together. What is typed stays until it is saved, whatever is repainted. */
class Curating {
  readonly #form: HTMLFormElement;
  readonly #rows: Rows;
  readonly #trial = crypto.randomUUID();
  /** The form as the file had it when it was read or written last. */
  #saved: string;
  /** Of the file as it was written here last. */
  #storedHash: string | undefined;
  #isSaving = false;
  #previewing: ReturnType<typeof setTimeout> | undefined;
  #searching: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#rows = new Rows(
      form,
      (words) => this.#say(words),
      () => this.#changed(),
    );
    this.#saved = writtenIn(form);
    this.#listen();
    this.#settle();
    this.#previewSoon(0);
  }

  #listen(): void {
    const form = this.#form;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#save();
    });
    form.addEventListener('input', ({ target }) => {
      if ((target as HTMLElement).id === 'choices-query') this.#searchSoon();
      else this.#changed();
    });
    form.addEventListener('click', ({ target }) => this.#clicked((target as Element).closest('button')));
    form.addEventListener('pointerdown', (event) => {
      const grip = (event.target as Element).closest<HTMLElement>('[data-drag]');
      if (grip && event.button === 0 && !this.#isByRule) this.#rows.drag(grip, event);
    });
    form.addEventListener('keydown', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('#chosen > li');
      const way = event.key === 'ArrowUp' ? 'up' : event.key === 'ArrowDown' ? 'down' : undefined;
      // With these keys, a list of options opens.
      const isSelect = event.target instanceof HTMLSelectElement;
      if (!row || !way || !event.altKey || isSelect || this.#isByRule) return;
      event.preventDefault();
      this.#rows.move(row, way);
    });
    addEventListener('keydown', (event) => {
      if (!form.isConnected || event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey)
        return;
      event.preventDefault();
      void this.#save();
    });
    addEventListener('beforeunload', (event) => {
      if (form.isConnected && this.#isDirty) event.preventDefault();
    });
    document.addEventListener('studio:repainted', () => this.#repainted());
  }

  #clicked(button: HTMLButtonElement | null): void {
    if (!button) return;
    const row = button.closest<HTMLElement>('li');
    const { move, take } = button.dataset;
    if (take) void this.#decide(take);
    if ('byHand' in button.dataset) this.#chooseByHand();
    if (!row || this.#isByRule) return;
    if (move === 'up' || move === 'down') this.#rows.move(row, move);
    if ('remove' in button.dataset) this.#rows.remove(row);
    if ('add' in button.dataset) this.#rows.choose(row);
  }

  get #isByRule(): boolean {
    return this.#form.dataset.byRule !== undefined;
  }

  #chooseByHand(): void {
    delete this.#form.dataset.byRule;
    document.getElementById('curate-rule')!.hidden = true;
    this.#settle();
    document.getElementById('chosen-title')!.tabIndex = -1;
    document.getElementById('chosen-title')!.focus();
    this.#say('The issue names its articles now');
    this.#changed();
  }

  /** The lists, and what may be done with them. */
  #settle(): void {
    this.#rows.settle();
    for (const control of this.#form.querySelectorAll<HTMLButtonElement | HTMLSelectElement>(
      '#chosen select, #chosen [data-remove], #choices [data-add]',
    ))
      control.disabled = this.#isByRule;
    if (this.#isByRule)
      for (const button of this.#form.querySelectorAll<HTMLButtonElement>('[data-move]')) button.disabled = true;
    const { length } = [...(this.#field('preheader') as HTMLInputElement).value];
    const words =
      length === 0 ? 'An inbox shows it after the subject.' : `${length} characters; most inboxes show 40 to 100.`;
    document.getElementById('curate-count')!.textContent = words;
  }

  #field(name: string): Element | RadioNodeList | null {
    return this.#form.elements.namedItem(name);
  }

  get #isDirty(): boolean {
    return writtenIn(this.#form) !== this.#saved;
  }

  #changed(): void {
    this.#settle();
    this.#mark();
    this.#previewSoon(300);
  }

  /** What is not saved is left alone by repaints. */
  #mark(): void {
    const isDirty = this.#isDirty;
    this.#form.toggleAttribute('data-keep', isDirty);
    this.#status(isDirty ? 'Unsaved changes' : this.#form.dataset.hash === this.#storedHash ? 'Saved' : 'No changes');
  }

  #status(words: string): void {
    const status = document.getElementById('curate-status')!;
    if (status.textContent !== words) status.textContent = words;
  }

  #say(words: string): void {
    document.getElementById('curate-live')!.textContent = words;
  }

  async #save(): Promise<void> {
    if (this.#isSaving || !this.#form.isConnected) return;
    this.#isSaving = true;
    const written = writtenIn(this.#form);
    this.#status('Saving …');
    try {
      const { dataset } = this.#form;
      const body = `{"hash":${JSON.stringify(dataset.hash)},"base":${this.#saved},"form":${written}}`;
      const response = await post(dataset.save!, body);
      if (response?.ok) this.#stored(written, ((await response.json()) as { hash: string }).hash);
      else this.#refused(response ? await response.text() : undefined);
    } finally {
      this.#isSaving = false;
    }
  }

  #stored(written: string, hash: string): void {
    this.#form.dataset.hash = hash;
    this.#saved = written;
    this.#storedHash = hash;
    this.#answer('');
    this.#mark();
  }

  #refused(markup: string | undefined): void {
    this.#status('Not saved');
    this.#answer(
      markup ??
        '<div class="notice error" tabindex="-1"><p>The studio does not answer; it may have ended. Nothing is lost: what you typed stays here until you close this page.</p></div>',
    );
    const panel = document.querySelector<HTMLElement>('#curate-answer > *');
    if (panel) panel.tabIndex = -1;
    panel?.focus();
    panel?.scrollIntoView({ block: 'nearest' });
  }

  /** Markup of the server, in which everything was escaped. */
  #answer(markup: string): void {
    const parsed = new DOMParser().parseFromString(markup, 'text/html');
    document.getElementById('curate-answer')!.replaceChildren(...parsed.body.children);
  }

  /** Somebody else has written the file: all of it is taken, or all but the fields that were changed here. */
  async #decide(take: string): Promise<void> {
    if (take === 'mine') {
      const shown = document.getElementById('curate-conflict')!.dataset.hash;
      const response = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => undefined);
      const page = response && new DOMParser().parseFromString(await response.text(), 'text/html');
      const disk = page?.querySelector<HTMLFormElement>('form#curate');
      // It was changed once more: that is shown before anything is taken.
      if (!disk || disk.dataset.hash !== shown) return this.#save();
      const saved = writtenIn(disk);
      takeTheRest(this.#form, disk, this.#saved);
      this.#saved = saved;
      this.#form.dataset.hash = shown!;
      this.#answer('');
      this.#changed();
      document.getElementById('curate-save')!.focus();
      return;
    }
    this.#saved = writtenIn(this.#form);
    location.reload();
  }

  #repainted(): void {
    const { hash } = document.getElementById('curate-disk')?.dataset ?? {};
    if (!this.#form.isConnected) return;
    if (hash === undefined) {
      this.#status('Unsaved changes; the file of this issue cannot be read now, or is gone');
      return;
    }
    if (this.#form.hasAttribute('data-keep')) {
      this.#status(`Unsaved changes${hash === this.#form.dataset.hash ? '' : '; the file has changed on disk'}`);
      return;
    }
    this.#saved = writtenIn(this.#form);
    this.#settle();
    this.#mark();
    this.#previewSoon(0);
  }

  #previewSoon(wait: number): void {
    clearTimeout(this.#previewing);
    this.#previewing = setTimeout(() => void this.#show(), wait);
  }

  async #show(): Promise<void> {
    const at = `${this.#form.dataset.trial}/${this.#trial}`;
    const response = await post(at, writtenIn(this.#form));
    if (!response?.ok) return;
    const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
    document.getElementById('curate-glance')!.replaceChildren(...(parsed.querySelector('#glance')?.childNodes ?? []));
    document.getElementById('curate-inbox')!.replaceChildren(...parsed.body.querySelectorAll('dl'));
    const frame = document.querySelector<HTMLIFrameElement>('#curate-preview iframe');
    if (!frame) return;
    if (frame.getAttribute('src') === at) await repaintFrames([frame]);
    else frame.src = at;
  }

  #searchSoon(): void {
    clearTimeout(this.#searching);
    this.#searching = setTimeout(() => void this.#search(), 150);
  }

  async #search(): Promise<void> {
    const query = document.getElementById('choices-query') as HTMLInputElement;
    const found = await fetch(`${this.#form.dataset.choices}?q=${encodeURIComponent(query.value)}`).catch(
      () => undefined,
    );
    if (!found?.ok) return;
    const parsed = new DOMParser().parseFromString(await found.text(), 'text/html');
    document.getElementById('choices')!.replaceChildren(...parsed.body.children);
    this.#settle();
  }
}

async function post(address: string, body: string): Promise<Response | undefined> {
  return fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }).catch(
    () => undefined,
  );
}

let curated: HTMLFormElement | null = null;

/** The form may be another one: that of a file which was gone for a while. */
function begin(): void {
  const form = document.querySelector<HTMLFormElement>('form#curate');
  if (form && form !== curated) new Curating(form);
  curated = form ?? curated;
}

begin();
document.addEventListener('studio:repainted', begin);
