import { writtenIn } from './curate-form.ts';
import { post } from './curate-saving.ts';
import { repaintFrames } from './frames.ts';

/** The letter, and its line in the inbox, with the changes that are not saved. */
export class UnsavedPreview {
  readonly #form: HTMLFormElement;
  /** Two pages with the same issue try different changes. */
  readonly #trial = crypto.randomUUID();
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement) {
    this.#form = form;
  }

  soon(wait: number): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => void this.#show(), wait);
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
}
