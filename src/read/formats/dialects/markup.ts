/** Where in HTML the pieces of a text stand, one after the other: in text, in a tag, in a comment or in code. */
export class MarkupPlace {
  #inTag = false;
  #inComment = false;
  #code = 0;

  get place(): 'text' | 'tag' | 'code' {
    if (this.#inComment || this.#code > 0) return 'code';
    return this.#inTag ? 'tag' : 'text';
  }

  /** Passes HTML by. */
  pass(html: string): void {
    const rest = this.#inComment ? this.#afterComment(html) : html;
    if (rest === undefined) return;
    const comment = rest.lastIndexOf('<!--');
    const isOpen = comment !== -1 && rest.indexOf('-->', comment) === -1;
    const shown = isOpen ? rest.slice(0, comment) : rest;
    for (const [, slash] of shown.matchAll(/<(\/?)(?:pre|code|script|style|kbd|samp)(?![\w-])/gi))
      this.#code = Math.max(0, this.#code + (slash === '/' ? -1 : 1));
    const [start, end] = [shown.lastIndexOf('<'), shown.lastIndexOf('>')];
    if (start !== -1 || end !== -1) this.#inTag = start > end;
    this.#inComment = isOpen;
  }

  #afterComment(html: string): string | undefined {
    const end = html.lastIndexOf('-->');
    if (end === -1) return undefined;
    this.#inComment = false;
    return html.slice(end + 3);
  }
}
