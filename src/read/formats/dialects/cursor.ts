/** Searches a text for several marks again and again from places that only move on, in steps in proportion to it. */
export class Cursor {
  readonly text: string;
  readonly #found = new Map<string, number>();
  readonly #matched = new Map<RegExp, readonly [start: number, end: number]>();
  #row = 0;
  /** Where the line begins that was counted last, and where it ends. */
  #counted = 0;
  #end = -1;

  constructor(text: string) {
    this.text = text;
  }

  /** Where a mark stands from a place on; the end of the text if nowhere. */
  next(mark: string, from: number): number {
    const known = this.#found.get(mark);
    if (known !== undefined && known >= from) return known;
    const found = this.text.indexOf(mark, from);
    const at = found === -1 ? this.text.length : found;
    this.#found.set(mark, at);
    return at;
  }

  /** Where a pattern matches from a place on; the pattern is global and does not match nothing. */
  match(pattern: RegExp, from: number): readonly [start: number, end: number] | undefined {
    let known = this.#matched.get(pattern);
    if (known === undefined || known[0] < from) {
      pattern.lastIndex = from;
      const found = pattern.exec(this.text);
      known = found ? [found.index, pattern.lastIndex] : [Number.POSITIVE_INFINITY, 0];
      this.#matched.set(pattern, known);
    }
    return known[0] === Number.POSITIVE_INFINITY ? undefined : known;
  }

  /** The line of a place, counted from 0; places are asked for in their order. */
  rowOf(place: number): number {
    for (; this.#lineEnd() < place; this.#row += 1) this.#counted = this.#lineEnd() + 1;
    return this.#row;
  }

  #lineEnd(): number {
    if (this.#end < this.#counted) {
      const end = this.text.indexOf('\n', this.#counted);
      this.#end = end === -1 ? this.text.length : end;
    }
    return this.#end;
  }
}
