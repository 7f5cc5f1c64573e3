/** The two lists of an issue: what it holds, in order, and what it can choose from. */
export class Rows {
  readonly #form: HTMLFormElement;
  readonly #choices: HTMLElement;
  readonly #template: HTMLTemplateElement;
  readonly #say: (words: string) => void;
  readonly #changed: () => void;

  constructor(form: HTMLFormElement, say: (words: string) => void, changed: () => void) {
    this.#form = form;
    this.#choices = form.querySelector('#choices')!;
    this.#template = form.querySelector('#chosen-row')!;
    this.#say = say;
    this.#changed = changed;
  }

  get #chosen(): HTMLOListElement {
    return this.#form.querySelector('#chosen')!;
  }

  get all(): HTMLElement[] {
    return [...this.#chosen.querySelectorAll<HTMLElement>(':scope > li')];
  }

  /** Hides what is chosen among the choices, and says how many articles there are. */
  settle(): void {
    const names = new Set(this.all.map(({ dataset }) => dataset.name).filter(Boolean));
    const choices = [...this.#choices.querySelectorAll<HTMLElement>('li')];
    for (const choice of choices) choice.hidden = names.has(choice.dataset.name);
    const isNone = choices.length > 0 && choices.every(({ hidden }) => hidden);
    this.#choices.hidden = isNone;
    const { value } = document.getElementById('choices-query') as HTMLInputElement;
    const none = document.getElementById('choices-none')!;
    none.hidden = !isNone;
    none.textContent = `Every article ${value.trim() === '' ? 'is' : 'found is'} in this issue already.`;
    const count = this.all.length;
    document.getElementById('chosen-count')!.textContent = String(count);
    document.getElementById('chosen-empty')!.hidden = count > 0;
    for (const [index, row] of this.all.entries()) {
      this.#button(row, 'up').disabled = index === 0;
      this.#button(row, 'down').disabled = index === count - 1;
    }
  }

  #button(row: HTMLElement, way: 'up' | 'down'): HTMLButtonElement {
    return row.querySelector<HTMLButtonElement>(`[data-move="${way}"]`)!;
  }

  move(row: HTMLElement, way: 'up' | 'down'): void {
    const other = way === 'up' ? row.previousElementSibling : row.nextElementSibling;
    const focused = document.activeElement as HTMLElement | null;
    if (!other) {
      this.#say(`“${row.dataset.title}” is ${way === 'up' ? 'the first' : 'the last'} already`);
      return;
    }
    // The other one moves, so that the focus stays where it is.
    if (way === 'up') row.after(other);
    else row.before(other);
    this.settle();
    if (focused && row.contains(focused) && (focused as HTMLButtonElement).disabled) {
      this.#button(row, way === 'up' ? 'down' : 'up').focus();
    }
    row.scrollIntoView({ block: 'nearest' });
    this.#say(`“${row.dataset.title}” is number ${this.all.indexOf(row) + 1} of ${this.all.length} now`);
    this.#changed();
  }

  /** @returns The new row, at the end. */
  add(choice: HTMLElement): HTMLElement {
    const row = this.#template.content.firstElementChild!.cloneNode(true) as HTMLElement;
    const { slug = '', id = '', name = '', title = '', day = '' } = choice.dataset;
    Object.assign(row.dataset, { slug, id, name, title });
    // That of the server, so that a repaint finds the same row.
    row.id = `listed-${name}`;
    for (let count = 2; document.getElementById(row.id); count += 1) row.id = `listed-${name}-${count}`;
    row.querySelector('.title')!.textContent = title;
    row.querySelector('.day')!.textContent = day;
    for (const control of row.querySelectorAll('[aria-label]'))
      control.setAttribute(
        'aria-label',
        control.getAttribute('aria-label')!.replace('%title%', () => title),
      );
    this.#chosen.append(row);
    return row;
  }

  choose(choice: HTMLElement): void {
    this.add(choice);
    const next = this.#neighbour(choice, '[data-add]');
    this.settle();
    (next ?? document.getElementById('choices-query'))?.focus();
    this.#say(`“${choice.dataset.title}” was added as number ${this.all.length}`);
    this.#changed();
  }

  remove(row: HTMLElement): void {
    const next = this.#neighbour(row, '[data-remove]');
    row.remove();
    this.settle();
    const heading = document.getElementById('chosen-title')!;
    heading.tabIndex = -1;
    (next ?? heading).focus();
    this.#say(`“${row.dataset.title}” was taken out; ${this.all.length} left`);
    this.#changed();
  }

  #neighbour(row: HTMLElement, control: string): HTMLElement | undefined {
    const seen = [...row.parentElement!.children].filter(
      (one) => one instanceof HTMLElement && !one.hidden && one.querySelector(control),
    );
    const index = seen.indexOf(row);
    return (seen[index + 1] ?? seen[index - 1])?.querySelector<HTMLElement>(control) ?? undefined;
  }

  /** The row that a dragged one comes before, as if that took no room yet. */
  #placeOf(row: HTMLElement, y: number): HTMLElement | undefined {
    const { top, height } = row.getBoundingClientRect();
    return this.all.find((one) => {
      const box = one.getBoundingClientRect();
      return one !== row && y < box.top + box.height / 2 - (box.top > top ? height : 0);
    });
  }

  /** Follows the pointer from the handle of a row, or of a choice that becomes a row, to where it is let go. */
  drag(grip: HTMLElement, begun: PointerEvent): void {
    const origin = grip.closest<HTMLElement>('li')!;
    const isChoice = !this.#chosen.contains(origin);
    const before = this.all;
    const choices = this.#choices.closest<HTMLElement>('section')!;
    let isReturning = false;
    let row: HTMLElement | undefined = isChoice ? undefined : origin;
    begun.preventDefault();
    grip.setPointerCapture(begun.pointerId);
    origin.classList.add('dragged');
    const follow = ({ clientX, clientY }: PointerEvent) => {
      const isOver = isWithin(this.#chosen.parentElement!, clientX, clientY);
      isReturning = !isChoice && !isOver && isWithin(choices, clientX, clientY);
      choices.classList.toggle('takes', isReturning);
      if (isChoice && !isOver) {
        row?.remove();
        row = undefined;
      }
      if (!isOver) return;
      if (!row) {
        row = this.add(origin);
        row.classList.add('dragged');
      }
      const below = this.#placeOf(row, clientY);
      if (below ? below.previousElementSibling !== row : this.all.at(-1) !== row)
        this.#chosen.insertBefore(row, below ?? null);
    };
    const listening = new AbortController();
    const { signal } = listening;
    const end = (isDropped: boolean) => {
      listening.abort();
      origin.classList.remove('dragged');
      row?.classList.remove('dragged');
      choices.classList.remove('takes');
      if (isDropped && isReturning && row) return this.remove(row);
      if (!isDropped) {
        if (isChoice) row?.remove();
        this.#chosen.append(...before);
      }
      this.settle();
      if (!isDropped || !row || this.all.indexOf(row) === before.indexOf(row)) return;
      this.#say(`“${row.dataset.title}” is number ${this.all.indexOf(row) + 1} of ${this.all.length} now`);
      this.#changed();
    };
    // A row that moves in the document has lost the pointer that its handle had captured.
    addEventListener('pointermove', follow, { signal });
    addEventListener('pointerup', () => end(true), { signal });
    addEventListener('pointercancel', () => end(false), { signal });
    addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), { signal });
  }
}

/** Whether a pointer is over an element, or almost. */
function isWithin(element: HTMLElement, x: number, y: number): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return x >= left && x <= right && y >= top - 40 && y <= bottom + 40;
}
