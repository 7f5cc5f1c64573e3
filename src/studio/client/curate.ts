import { Rows } from './curate-rows.ts';
import { repaintFrames } from './frames.ts';

/** The view in which an issue is put together. What is typed stays until it is saved, whatever is repainted. */
class Curating {
  readonly #form: HTMLFormElement;
  readonly #rows: Rows;
  readonly #preview = document.getElementById('curate-preview')!;
  readonly #trial = crypto.randomUUID();
  #saved: string;
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
    this.#saved = this.#written();
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
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      void this.#save();
    });
    addEventListener('beforeunload', (event) => {
      if (this.#isDirty) event.preventDefault();
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

  /** What the form says, as the server takes it. */
  #written(): string {
    const value = (name: string) => (this.#field(name) as HTMLInputElement).value;
    const articles = this.#rows.all.map((row) => ({
      slug: row.dataset.slug,
      id: row.dataset.id,
      layout: row.querySelector('select')!.value,
    }));
    const names = ['subject', 'preheader', 'introduction', 'day', 'time', 'layout', 'theme'];
    return JSON.stringify({
      ...Object.fromEntries(names.map((name) => [name, value(name)])),
      draft: (this.#field('draft') as HTMLInputElement).checked,
      ...(!this.#isByRule && { articles }),
    });
  }

  get #isDirty(): boolean {
    return this.#written() !== this.#saved;
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
    this.#status(isDirty ? 'Unsaved changes' : 'No changes');
  }

  #status(words: string): void {
    const status = document.getElementById('curate-status')!;
    if (status.textContent !== words) status.textContent = words;
  }

  #say(words: string): void {
    document.getElementById('curate-live')!.textContent = words;
  }

  async #save(): Promise<void> {
    if (this.#isSaving) return;
    this.#isSaving = true;
    const written = this.#written();
    this.#status('Saving …');
    try {
      const { dataset } = this.#form;
      const response = await post(dataset.save!, `{"hash":${JSON.stringify(dataset.hash)},"form":${written}}`);
      if (response?.ok) this.#stored(written, ((await response.json()) as { hash: string }).hash);
      else this.#refused(response ? await response.text() : undefined);
    } finally {
      this.#isSaving = false;
    }
  }

  #stored(written: string, hash: string): void {
    this.#form.dataset.hash = hash;
    this.#saved = written;
    this.#answer('');
    this.#mark();
    if (!this.#isDirty) this.#status('Saved');
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

  /** Somebody else has written the file: the newer of the two, or this one over it with the next saving. */
  async #decide(take: string): Promise<void> {
    if (take === 'mine') {
      this.#form.dataset.hash = document.getElementById('curate-conflict')!.dataset.hash!;
      this.#answer('');
      this.#status('Unsaved changes');
      document.getElementById('curate-save')!.focus();
      return;
    }
    this.#saved = this.#written();
    location.reload();
  }

  #repainted(): void {
    const { hash } = document.getElementById('curate-disk')?.dataset ?? {};
    if (!this.#form.isConnected || hash === undefined) return;
    if (this.#form.hasAttribute('data-keep')) {
      if (hash !== this.#form.dataset.hash) this.#status('Unsaved changes; the file has changed on disk');
      return;
    }
    this.#saved = this.#written();
    this.#settle();
    this.#previewSoon(0);
  }

  #previewSoon(wait: number): void {
    clearTimeout(this.#previewing);
    this.#previewing = setTimeout(() => void this.#show(), wait);
  }

  async #show(): Promise<void> {
    const at = `${this.#form.dataset.trial}/${this.#trial}`;
    const response = await post(at, this.#written());
    if (!response?.ok) return;
    const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
    document.getElementById('curate-glance')!.replaceChildren(...(parsed.querySelector('#glance')?.childNodes ?? []));
    document.getElementById('curate-inbox')!.replaceChildren(...parsed.body.querySelectorAll('dl'));
    const frame = this.#preview.querySelector('iframe')!;
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

const form = document.querySelector<HTMLFormElement>('form#curate');
if (form) new Curating(form);
