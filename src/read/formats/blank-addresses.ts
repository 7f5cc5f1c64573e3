import type { MarkdownIt, StateInline } from 'markdown-it';

/**
 * Takes `![Bread](images/photo 1.png)` and `[Plan](the plan (2).pdf)` for what their writer means: CommonMark wants
 * addresses with blanks in angle brackets, but phones and cameras name files that way. The address has to end like a file.
 */
export function addressesWithBlanks(markdown: MarkdownIt): void {
  markdown.inline.ruler.after('image', 'blank_address', takeLink);
}

const target = /\(\s*((?:[^\s<>()"]|\([^\s<>()"]*\)|[ \t](?!["']))+?\.[a-z\d]{2,5})(?:\s+"([^"\n]*)")?\s*\)/iy;

function takeLink(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  const isImage = src[pos] === '!';
  const open = isImage ? pos + 1 : pos;
  if (src[open] !== '[') return false;
  const end = state.md.helpers.parseLinkLabel(state, open, !isImage);
  if (end < 0 || src[end + 1] !== '(') return false;
  target.lastIndex = end + 1;
  const [whole, address = '', title] = target.exec(src.slice(0, posMax)) ?? [];
  if (whole === undefined || !/[ \t]/.test(address)) return false;
  if (!silent) write(state, { isImage, label: src.slice(open + 1, end), address, title });
  state.pos = end + 1 + whole.length;
  state.posMax = posMax;
  return true;
}

interface Link {
  readonly isImage: boolean;
  readonly label: string;
  readonly address: string;
  readonly title: string | undefined;
}

function write(state: StateInline, { isImage, label, address, title }: Link): void {
  // The whole is the name of a file: signs that mean something in an address are part of it.
  const name = address.replace(/%(?![\da-f]{2})|[#?]/gi, encodeURIComponent);
  const href = state.md.normalizeLink(name);
  const attributes: [string, string][] = title ? [['title', title]] : [];
  if (isImage) {
    const image = state.push('image', 'img', 0);
    image.attrs = [['src', href], ['alt', ''], ...attributes];
    image.content = label;
    image.children = [];
    state.md.inline.parse(label, state.md, state.env, image.children);
    return;
  }
  state.push('link_open', 'a', 1).attrs = [['href', href], ...attributes];
  state.linkLevel += 1;
  state.pos = state.src.indexOf('[', state.pos) + 1;
  state.posMax = state.pos + label.length;
  state.md.inline.tokenize(state);
  state.linkLevel -= 1;
  state.push('link_close', 'a', -1);
}
