import { counted } from '../lib/count-words.ts';
import type { Problem } from '../model/problem.ts';
import type { Fragment } from './fragment.ts';

/** Records elements that are left out of the content with what they show or say, once for each kind. */
export class Omissions {
  readonly found: Fragment['omitted'][number][] = [];
  readonly #met = new Map<string, number>();
  #forms = 0;

  /** Must be called for every start tag. */
  meet(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'form') this.#forms += 1;
    if (!drawn.has(name)) return;
    this.#met.set(name, (this.#met.get(name) ?? 0) + 1);
    // A frame may stay; a hidden drawing is decoration, such as the sign on a button.
    if (name !== 'iframe' && attributes['aria-hidden'] !== 'true') this.note(name);
  }

  /** Marks the latest element of that name as left out. */
  note(name: string): void {
    this.#add({ name, count: this.#met.get(name)! - 1 });
  }

  /** An element that was left out has ended; its words count unless a form around it is told already. */
  end(name: string, mention: () => { readonly words: number; readonly markup: string; readonly count: number }): void {
    if (!worded.has(name) || this.found.some((known) => known.name === name)) return;
    if (name !== 'hidden' && this.#forms > 0) return;
    const { words, markup, count } = mention();
    if (words > 0) this.#add({ name, markup, count, words });
  }

  #add(omitted: Fragment['omitted'][number]): void {
    if (!this.found.some((known) => known.name === omitted.name)) this.found.push(omitted);
  }
}

/** A warning for each kind of element that was left out; `placeOf` finds the start tag that is the given one, from 0. */
export function omissions(
  { omitted }: Fragment,
  placeOf: (tag: string, count: number) => Pick<Problem, 'file' | 'line' | 'column' | 'length' | 'excerpt'>,
): Problem[] {
  return omitted.map(({ name, count, markup = `<${name}`, words = 0 }) => {
    const [message, hint] = drawn.get(name) ?? [
      `${name === 'hidden' ? 'a hidden element' : `a <${name}>`} was left out with ${counted(words, 'word')}`,
      worded.get(name)!,
    ];
    return { severity: 'warning', rule: 'left-out', message, hint, ...placeOf(markup, count) };
  });
}

const player = 'Link to what it shows, or play it with <audio> or <video>.';

/** Elements that show something even without words. */
const drawn: ReadonlyMap<string, readonly [message: string, hint: string]> = new Map([
  ['svg', ['an <svg> drawing was left out', 'Save it as a file and show it with ![what it shows](drawing.svg).']],
  [
    'iframe',
    ['an <iframe> without a web address was left out', 'Put what it holds on a page, and give its address as "src".'],
  ],
  ['object', ['an <object> was left out, and only the text inside it stays', player]],
  ['embed', ['an <embed> was left out', player]],
  ['form', ['the fields of a <form> were left out', 'Link to a page that holds the form.']],
]);

const asCode = (name: string) => `If it is part of the text, put it into backquotes: \`<${name}>\`.`;
const unusable = 'It would do nothing in a letter or a feed reader. Say it in the text, or link to a page that has it.';

/** Elements whose words are worth a warning, and the way out. */
const worded: ReadonlyMap<string, string> = new Map([
  ['hidden', 'Browsers do not show it. Take "hidden" or "display: none" off if readers should see it.'],
  ...['button', 'datalist', 'option', 'select'].map((name) => [name, unusable] as const),
  ...['noembed', 'noframes', 'template', 'textarea', 'title'].map((name) => [name, asCode(name)] as const),
]);
