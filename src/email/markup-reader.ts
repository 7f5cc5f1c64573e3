/** Where in markup something stands, as far as it decides how a value is escaped there and who reads it. */
export type PlaceInMarkup =
  /** Text between tags, and that of a style sheet; that of a title goes to more than one place of the letter. */
  | { readonly kind: 'text' | 'title' | 'style' }
  /** A quoted attribute. */
  | { readonly kind: 'attribute'; readonly element: string; readonly attribute: string }
  /** A tag's or attribute's name, a value without quotes, a comment, a conditional of Outlook, a script. */
  | { readonly kind: 'elsewhere' };

type Mode = 'text' | 'opened' | 'tag' | 'double' | 'single' | 'bare' | 'comment' | 'conditional' | 'style';

/**
 * Follows MJML or HTML piece by piece, as templates hold it. What it says is never trusted alone: a compiled layout is
 * read by the same rules, and both have to agree.
 */
export class MarkupReader {
  #mode: Mode = 'text';
  #element = '';
  #attribute = '';
  #isClosing = false;
  #title = false;
  /** The last characters, for ends of comments that begin in the piece before. */
  #tail = '';

  get place(): PlaceInMarkup {
    if (this.#mode === 'text') return { kind: this.#title ? 'title' : 'text' };
    if (this.#mode === 'style' && this.#element !== 'script') return { kind: 'style' };
    if (this.#mode === 'double' || this.#mode === 'single')
      return { kind: 'attribute', element: this.#element, attribute: this.#attribute };
    return { kind: 'elsewhere' };
  }

  read(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      if (this.#mode === 'text') {
        const next = text.indexOf('<', at);
        if (next < 0) return;
        at = next;
      }
      this.#step(text.charAt(at));
    }
  }

  #step(character: string): void {
    switch (this.#mode) {
      case 'text':
        this.#enter('opened');
        break;
      case 'opened':
        this.#open(character);
        break;
      case 'tag':
        this.#inTag(character);
        break;
      case 'double':
        if (character === '"') this.#enter('tag');
        break;
      case 'single':
        if (character === "'") this.#enter('tag');
        break;
      case 'bare':
        if (/\s/.test(character)) this.#enter('tag');
        else if (character === '>') this.#close();
        break;
      default:
        this.#inComment(character);
    }
  }

  #enter(mode: Mode): void {
    this.#mode = mode;
    this.#tail = '';
  }

  /** After `<`: a tag, a comment, or no markup at all. */
  #open(character: string): void {
    this.#tail += character;
    if (this.#tail === '!--') {
      this.#mode = 'comment';
      this.#tail = '';
    } else if (/^[a-z\ufdd4]$/i.test(this.#tail) || /^\/.$/.test(this.#tail)) {
      this.#isClosing = this.#tail.startsWith('/');
      this.#element = this.#tail.replace('/', '').toLowerCase();
      this.#attribute = '';
      this.#mode = 'tag';
      this.#tail = 'name';
    } else if (!/^(?:!-?|\/)$/.test(this.#tail)) {
      this.#mode = this.#tail.startsWith('!') ? 'bare' : 'text';
    }
  }

  #inTag(character: string): void {
    if (character === '>') this.#close();
    else if (character === '"' || character === "'") this.#enter(character === '"' ? 'double' : 'single');
    else if (this.#tail === 'name' && /[\w:-]/.test(character)) this.#element += character.toLowerCase();
    else if (character === '=') this.#tail = '=';
    else if (/[\s/]/.test(character)) this.#tail = this.#tail === '=' ? '=' : '';
    else if (this.#tail === '=') this.#enter('bare');
    else {
      if (this.#tail !== 'attribute') this.#attribute = '';
      this.#tail = 'attribute';
      this.#attribute += character.toLowerCase();
    }
  }

  #close(): void {
    const isStyle = /^(?:mj-)?style$|^script$/.test(this.#element);
    if (/^(?:mj-)?title$/.test(this.#element)) this.#title = !this.#isClosing;
    this.#mode = isStyle && !this.#isClosing ? 'style' : 'text';
    this.#tail = '';
  }

  #inComment(character: string): void {
    this.#tail = (this.#tail + character).slice(-12);
    if (this.#mode === 'comment' && this.#tail === '[if') this.#mode = 'conditional';
    const end =
      this.#mode === 'comment' ? '-->' : this.#mode === 'conditional' ? '<![endif]-->' : `</${this.#element}>`;
    if (!this.#tail.toLowerCase().endsWith(end)) return;
    this.#mode = 'text';
    this.#tail = '';
  }
}
