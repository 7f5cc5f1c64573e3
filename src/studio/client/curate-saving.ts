import { takeTheRest, writtenIn } from './curate-form.ts';

/** Compares the form with the file of an issue, and writes it there: by saving, or by a choice in a conflict. */
export class Saving {
  readonly #form: HTMLFormElement;
  readonly #changed: () => void;
  /** The form as the file had it when it was read or written last. */
  #saved: string;
  /** Of the file as it was written here last. */
  #storedHash: string | undefined;
  #isSaving = false;

  constructor(form: HTMLFormElement, changed: () => void) {
    this.#form = form;
    this.#changed = changed;
    this.#saved = writtenIn(form);
  }

  get isDirty(): boolean {
    return writtenIn(this.#form) !== this.#saved;
  }

  /** The form is as the file is now. */
  settle(): void {
    this.#saved = writtenIn(this.#form);
  }

  /** Says how the form is to the file. What is not saved is left alone by repaints. */
  mark(): void {
    const { isDirty } = this;
    const save = document.getElementById('curate-save')!;
    this.#form.toggleAttribute('data-keep', isDirty);
    save.classList.toggle('main', isDirty);
    save.setAttribute('aria-disabled', String(!isDirty));
    const { unbuilt } = document.getElementById('curate-disk')?.dataset ?? {};
    const isStored = this.#form.dataset.hash === this.#storedHash;
    const known = isStored ? 'Saved' : 'No changes';
    if (isDirty) this.status('Unsaved changes');
    else this.status(unbuilt ? `${known}, but the letter cannot be built: ${unbuilt}` : known, !!unbuilt);
  }

  status(words: string, isFault = false): void {
    const status = document.getElementById('curate-status')!;
    status.classList.toggle('fails', isFault);
    if (status.textContent !== words) status.textContent = words;
  }

  async save(): Promise<void> {
    if (this.#isSaving || !this.#form.isConnected || !this.isDirty) return;
    this.#isSaving = true;
    const written = writtenIn(this.#form);
    this.status('Saving …');
    try {
      const { dataset } = this.#form;
      const body = `{"hash":${JSON.stringify(dataset.hash)},"base":${this.#saved},"form":${written}}`;
      const response = await post(dataset.save!, body);
      if (response?.ok) this.#stored(written, (await response.json()) as Stored);
      else this.#refused(response ? await response.text() : undefined);
    } finally {
      this.#isSaving = false;
    }
  }

  #stored(written: string, { hash, unbuilt = '' }: Stored): void {
    this.#form.dataset.hash = hash;
    this.#saved = written;
    this.#storedHash = hash;
    const disk = document.getElementById('curate-disk');
    if (disk) disk.dataset.unbuilt = unbuilt;
    this.#answer('');
    this.mark();
  }

  #refused(markup: string | undefined): void {
    this.status('Not saved');
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

  /** The file has changed on disk: all of it is taken, or all but the fields that were changed here. */
  async decide(take: string): Promise<void> {
    if (take === 'mine') return this.#keepMine();
    this.settle();
    location.reload();
  }

  async #keepMine(): Promise<void> {
    const shown = document.getElementById('curate-conflict')!.dataset.hash;
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => undefined);
    const page = response && new DOMParser().parseFromString(await response.text(), 'text/html');
    const disk = page?.querySelector<HTMLFormElement>('form#curate');
    // It was changed once more: that is shown before anything is taken.
    if (!disk || disk.dataset.hash !== shown) return this.save();
    const saved = writtenIn(disk);
    takeTheRest(this.#form, disk, this.#saved);
    this.#saved = saved;
    this.#form.dataset.hash = shown!;
    this.#answer('');
    this.#changed();
    document.getElementById('curate-save')!.focus();
  }
}

interface Stored {
  readonly hash: string;
  /** Why there is no letter of what was written. */
  readonly unbuilt?: string;
}

/** Undefined where the studio does not answer. */
export async function post(address: string, body: string): Promise<Response | undefined> {
  return fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }).catch(
    () => undefined,
  );
}
