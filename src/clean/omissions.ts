import type { Problem } from '../model/problem.ts';
import type { Fragment } from './fragment.ts';

/** Records visible elements that are left out of the content, once for each kind. */
export class Omissions {
  readonly found: Fragment['omitted'][number][] = [];
  readonly #met = new Map<string, number>();

  /** Must be called for every start tag. */
  meet(name: string, attributes: Readonly<Record<string, string>>): void {
    if (!kinds.has(name)) return;
    this.#met.set(name, (this.#met.get(name) ?? 0) + 1);
    // A frame may stay; a hidden drawing is decoration, such as the sign on a button.
    if (name !== 'iframe' && attributes['aria-hidden'] !== 'true') this.note(name);
  }

  /** Marks the latest element of that name as left out. */
  note(name: string): void {
    if (!this.found.some((known) => known.name === name)) this.found.push({ name, count: this.#met.get(name)! - 1 });
  }
}

/** A warning for each kind of element that was left out; `placeOf` finds the start tag that is the given one, from 0. */
export function omissions(
  { omitted }: Fragment,
  placeOf: (tag: string, count: number) => Pick<Problem, 'file' | 'line' | 'column' | 'length' | 'excerpt'>,
): Problem[] {
  return omitted.map(({ name, count }) => {
    const [message, hint] = kinds.get(name)!;
    return { severity: 'warning', rule: 'left-out', message, hint, ...placeOf(`<${name}`, count) };
  });
}

const player = 'Link to what it shows, or play it with <audio> or <video>.';

const kinds: ReadonlyMap<string, readonly [message: string, hint: string]> = new Map([
  ['svg', ['an <svg> drawing was left out', 'Save it as a file and show it with ![what it shows](drawing.svg).']],
  [
    'iframe',
    ['an <iframe> without a web address was left out', 'Put what it holds on a page, and give its address as "src".'],
  ],
  ['object', ['an <object> was left out, and only the text inside it stays', player]],
  ['embed', ['an <embed> was left out', player]],
  ['form', ['the fields of a <form> were left out', 'Link to a page that holds the form.']],
]);
