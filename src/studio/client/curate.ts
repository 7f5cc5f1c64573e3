import { UnsavedPreview } from './curate-preview.ts';
import { Rows } from './curate-rows.ts';
import { Saving } from './curate-saving.ts';
import { ChoiceSearch } from './curate-search.ts';

/** The view in which an issue is put together. What is typed stays until it is saved, whatever is repainted. */
class Curating {
  readonly #form: HTMLFormElement;
  readonly #rows: Rows;
  readonly #saving: Saving;
  readonly #preview: UnsavedPreview;
  readonly #search: ChoiceSearch;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#rows = new Rows(
      form,
      (words) => this.#say(words),
      () => this.#changed(),
    );
    this.#saving = new Saving(form, () => this.#changed());
    this.#preview = new UnsavedPreview(form);
    this.#search = new ChoiceSearch(form, () => this.#settle());
    this.#listen();
    this.#settle();
    this.#saving.mark();
    this.#preview.soon(0);
  }

  #listen(): void {
    const form = this.#form;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#saving.save();
    });
    form.addEventListener('input', ({ target }) => {
      if ((target as HTMLElement).id === 'choices-query') this.#search.soon();
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
      void this.#saving.save();
    });
    addEventListener('beforeunload', (event) => {
      // While a repaint is under way, the form may differ from what was saved without anybody having typed.
      if (form.isConnected && form.hasAttribute('data-keep')) event.preventDefault();
    });
    document.addEventListener('studio:repainted', () => this.#repainted());
  }

  #clicked(button: HTMLButtonElement | null): void {
    if (!button) return;
    const row = button.closest<HTMLElement>('li');
    const { move, take } = button.dataset;
    if (take) void this.#saving.decide(take);
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

  #changed(): void {
    this.#settle();
    this.#saving.mark();
    this.#preview.soon(300);
  }

  #say(words: string): void {
    document.getElementById('curate-live')!.textContent = words;
  }

  #repainted(): void {
    const { hash } = document.getElementById('curate-disk')?.dataset ?? {};
    if (!this.#form.isConnected) return;
    if (hash === undefined) {
      this.#saving.status('Unsaved changes; the file of this issue cannot be read now, or is gone');
      return;
    }
    if (this.#form.hasAttribute('data-keep')) {
      const isSame = hash === this.#form.dataset.hash;
      this.#saving.status(`Unsaved changes${isSame ? '' : '; the file has changed on disk'}`);
      return;
    }
    this.#saving.settle();
    this.#settle();
    this.#saving.mark();
    this.#preview.soon(0);
  }
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
