import type { MarkdownIt, StateInline, Token } from 'markdown-it';
import { describedBy } from './dialects/attributes.ts';

/**
 * Makes a button of a link that `{.button}` follows without a space, as other dialects of Markdown write it. Nothing
 * else in braces means anything here, and stays text.
 */
export function linkButtons(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('text', 'link_button', takeMark);
}

function takeMark(state: StateInline, silent: boolean): boolean {
  if (silent || state.src[state.pos] !== '{' || state.pending !== '') return false;
  const mark = /^\{:?[ \t]*\.button[ \t]*\}/.exec(state.src.slice(state.pos, state.pos + 40))?.[0];
  if (mark === undefined || !makeButton(state.tokens)) return false;
  state.pos += mark.length;
  return true;
}

/** Whether a list of attributes, such as `{.button #join}`, names the class of buttons. */
export function namesButton(list: string): boolean {
  return /[\s{:]\.button(?=[\s}])/.test(list);
}

/** Marks the link that the tokens end with as a button; false if they end with none, or with one without words. */
export function makeButton(tokens: readonly Token[]): boolean {
  const open = linkAtEnd(tokens);
  if (!open || isWordless(tokens, open)) return false;
  open.attrSet('class', 'button');
  return true;
}

/** Takes away the link that the tokens end with if it has no words: a button would show nothing. */
export function dropWordless(tokens: Token[]): boolean {
  const open = linkAtEnd(tokens);
  if (!open || !isWordless(tokens, open)) return false;
  tokens.splice(tokens.indexOf(open));
  return true;
}

function linkAtEnd(tokens: readonly Token[]): Token | undefined {
  return tokens.at(-1)?.type === 'link_close' ? describedBy(tokens) : undefined;
}

function isWordless(tokens: readonly Token[], open: Token): boolean {
  const inner = tokens.slice(tokens.indexOf(open) + 1, -1);
  return inner.every(({ type, content }) => type !== 'image' && content.trim() === '');
}
