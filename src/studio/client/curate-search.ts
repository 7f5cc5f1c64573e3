/** The search among the articles that an issue can choose from. */
export class ChoiceSearch {
  readonly #form: HTMLFormElement;
  readonly #found: () => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** An answer that comes late is not shown over a newer one. */
  #asked = 0;

  constructor(form: HTMLFormElement, found: () => void) {
    this.#form = form;
    this.#found = found;
  }

  soon(): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => void this.#search(), 150);
  }

  async #search(): Promise<void> {
    this.#asked += 1;
    const number = this.#asked;
    const query = document.getElementById('choices-query') as HTMLInputElement;
    const address = `${this.#form.dataset.choices}?q=${encodeURIComponent(query.value)}`;
    const answer = await fetch(address).catch(() => undefined);
    const markup = answer?.ok ? await answer.text() : undefined;
    if (markup === undefined || number !== this.#asked) return;
    const parsed = new DOMParser().parseFromString(markup, 'text/html');
    document.getElementById('choices')!.replaceChildren(...parsed.body.children);
    this.#found();
  }
}
