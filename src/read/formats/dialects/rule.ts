import type { MarkdownIt, StateBlock, Token } from 'markdown-it';
import { codeBegunBy } from './code.ts';
import type { Shielded } from './shield.ts';
import type { ForeignTag } from './tag.ts';

/** The values that the rules of a dialect find in the environment of a text. */
interface ForeignEnvironment {
  readonly foreign?: Shielded;
}

/** Markup alone in its line, to be revealed. */
export const foreignToken = 'foreign_block';

/** The parts of such a line. */
export interface ForeignLine {
  readonly tags: readonly ForeignTag[];
  /** Those that have a blank before them. */
  readonly spaced: ReadonlySet<ForeignTag>;
}

/** Makes blocks of lines that hold nothing but foreign markup, and code of what such markup says is code. */
export function foreignBlocks(markdown: MarkdownIt): void {
  markdown.block.ruler.before('fence', 'foreign', takeLine, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
}

function takeLine(state: StateBlock, line: number, endLine: number, silent: boolean): boolean {
  const { foreign } = state.env as ForeignEnvironment;
  const start = state.bMarks[line]! + state.tShift[line]!;
  if (!foreign || foreign.tags.length === 0 || state.src[start] !== '{' || state.sCount[line]! - state.blkIndent >= 4)
    return false;
  const text = state.src.slice(start, state.eMarks[line]!);
  const found = holesIn(text, foreign);
  const first = found[0];
  if (first?.start !== 0) return false;
  const code = codeIn(state, foreign, first.tag, { line, endLine });
  if (code) {
    if (!silent) push(state, code);
    return true;
  }
  const isWhole = text.replace(foreign.hole, '').trim() === '';
  if (!isWhole || !found.every(({ tag }) => isBlock(tag))) return false;
  if (silent) return true;
  const token = state.push(foreignToken, '', 0);
  const content: ForeignLine = {
    tags: found.map(({ tag }) => tag),
    spaced: new Set(found.flatMap(({ tag, start: at }) => (/\s/.test(text[at - 1] ?? '') ? [tag] : []))),
  };
  token.meta = { content };
  token.map = [line, line + 1];
  state.line = line + 1;
  return true;
}

function holesIn(text: string, { hole, tags }: Shielded): { readonly start: number; readonly tag: ForeignTag }[] {
  return Array.from(text.matchAll(hole), ({ index, 1: number }) => ({ start: index, tag: tags[Number(number)]! }));
}

/** Whether a tag alone in its line is no part of a paragraph. */
function isBlock({ notation, text }: ForeignTag): boolean {
  if (notation === 'value' || notation === 'expression' || notation === 'literal')
    return /^\{\{\s*[\w.]+\s*\(/.test(text);
  if (notation === 'liquid' || notation === 'shortcode')
    return !/^\{[{%][<%]?[-~+]?\s*(?:post_url|link|ref|relref)\b/.test(text);
  if (notation !== 'element' && notation !== 'html') return true;
  return !/^<\/?(?:a|abbr|b|br|cite|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var)\b/.test(text);
}

interface Code {
  /** Undefined for a comment, of which nothing is left. */
  readonly content?: string;
  readonly language: string;
  readonly line: number;
  readonly end: number;
}

/** The code or comment between a tag that begins one and the tag that ends it. */
function codeIn(
  state: StateBlock,
  foreign: Shielded,
  tag: ForeignTag,
  { line, endLine }: { readonly line: number; readonly endLine: number },
): Code | undefined {
  const code = codeBegunBy(tag, foreign.tags);
  if (!code || code.close.row >= endLine) return undefined;
  const lines = state.getLines(line, code.close.row + 1, state.blkIndent, false);
  const last = holesIn(lines, foreign).findLast((one) => one.tag === code.close);
  // Words after the end belong to a paragraph.
  if (!last || lines.slice(last.start).replace(foreign.hole, '').trim() !== '') return undefined;
  const content = code.plain(foreign.restore(lines.slice(lines.indexOf('}') + 1, last.start)));
  return { language: code.language, ...(!code.isComment && { content }), line, end: code.close.row + 1 };
}

function push(state: StateBlock, { language, content, line, end }: Code): void {
  if (content !== undefined) {
    const token: Token = state.push('fence', 'code', 0);
    Object.assign(token, { info: language, content, markup: '```', map: [line, end] });
  }
  state.line = end;
}
