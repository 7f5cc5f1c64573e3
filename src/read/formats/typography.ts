import Markdown, { type Token } from 'markdown-it';
import { perLanguage } from '../../strings/language.ts';
import { wordsFor } from '../../strings/tables.ts';
import { codeDepthOf } from './code-depth.ts';

/**
 * Sets quotation marks, apostrophes, dashes and ellipses of parsed Markdown as a language (BCP 47) writes them. Code,
 * HTML, attributes and the text of bare addresses stay as they are, and so does a sign after a backslash. Changes the tokens.
 */
export function setTypography(tokens: Token[], language: string): void {
  for (const token of tokens) if (token.type === 'inline' && token.children) setLine(token, language);
}

/** The same for a title or another plain text. */
export function typographic(text: string, language: string): string {
  if (!mayChange.test(text)) return text;
  const line = tokenOf('inline');
  const words = Object.assign(tokenOf('text'), { content: text });
  Object.assign(line, { content: text, children: [words] });
  setLine(line, language);
  return words.content;
}

/** Marks escaped signs in a text that is to be set, for they are joined with the words around them. */
export function markEscapes(markdown: InstanceType<typeof Markdown>): void {
  markdown.core.ruler.before('text_join', 'mark_escapes', (state) => {
    if (!(state.env as { isSet?: boolean }).isSet) return;
    for (const token of state.tokens)
      if (token.children?.some(isEscape))
        token.children = token.children.flatMap((child) => (isEscape(child) ? [mark(), child, mark()] : [child]));
  });
}

/** The type of an invisible token before and after a sign that is meant as it stands. */
export const literalMark = 'literal_mark';

const blank = new Markdown();
const blankState = new blank.core.State('', blank, {});

function tokenOf(type: string): Token {
  return new blankState.Token(type, '', 0);
}

function mark(): Token {
  return Object.assign(tokenOf(literalMark), { hidden: true });
}

function isEscape({ type, info, content }: Token): boolean {
  return type === 'text_special' && info === 'escape' && /^["'.-]$/.test(content);
}

const mayChange = /["']|--|\.\.\.|[«»:;!?]/;

function setLine(line: Token, language: string): void {
  const children = line.children ?? [];
  const kept = keptAmong(children);
  if (!children.some((child) => child.type === 'text' && mayChange.test(child.content))) return;
  // Text of another type is no words to the rules of markdown-it.
  for (const token of kept) token.type = 'kept';
  for (const child of children) if (child.type === 'text') child.content = withDashes(withApostrophes(child.content));
  const { markdown, isFrench } = setterFor(language);
  const state = new markdown.core.State('', markdown, {});
  state.tokens = [Object.assign(tokenOf('inline'), { content: `${line.content}"`, children })];
  markdown.core.process(state);
  if (isFrench)
    for (const child of children) if (child.type === 'text') child.content = spacedAsInFrench(child.content);
  for (const token of kept) token.type = 'text';
}

/** Text in code that is written as HTML, in a bare address, or between marks of escapes. */
function keptAmong(children: readonly Token[]): Token[] {
  const kept: Token[] = [];
  let code = 0;
  let isAddress = false;
  for (const [index, child] of children.entries()) {
    if (child.type === 'html_inline') code = Math.max(0, code + codeDepthOf(child.content));
    if (child.type === 'link_open') isAddress = child.markup === 'linkify' || child.markup === 'autolink';
    if (child.type === 'link_close') isAddress = false;
    const isMarked = children[index - 1]?.type === literalMark && children[index + 1]?.type === literalMark;
    const isSign = isMarked && /^["'.-]$/.test(child.content);
    if (child.type === 'text' && (code > 0 || isAddress || isSign)) kept.push(child);
  }
  return kept;
}

/** An apostrophe that stands for letters or digits at the start of a word, and would be read as a quotation mark. */
function withApostrophes(text: string): string {
  if (!text.includes("'")) return text;
  return text.replace(and, '’n’').replace(years, '’').replace(elisions, '’').replace(doubtful, '’');
}

/** Rock 'n' roll, but not the letter 'n'. */
const and =
  /(?<=\p{L}[ \u00a0-])(?<!\b(?:the|an?|letter|character|key|variable|number|for|of|der|das|ein|Buchstabe|la|lettre|l)[ \u00a0-])'n'(?=[ \u00a0-]\p{L})/giu;
/** The '20s. */
const years = /(?<![\p{L}\p{N}'])'(?=\d\ds(?![\p{L}\p{N}]))/gu;
/** Beginnings of words that are none without it. */
const elisions = /(?<![\p{L}\p{N}'])'(?=(?:tis|twas|twere|twill|twould|til|tisn)(?![\p{L}\p{N}])(?!'(?!t\b)))/giu;
/** Those that may be a quotation: then a closing mark follows. */
const doubtful = /(?<![\p{L}\p{N}'])'(?=(?:em|cause|n)(?![\p{L}\p{N}]))(?![^']*[^\s']'(?![\p{L}\p{N}]))/giu;

/** As markdown-it reads them: two hyphens between words or blanks, three between words; never those of an option. */
function withDashes(text: string): string {
  return text
    .replace(/\.{3,}/g, '…')
    .replace(/(^|[^-])---(?=[^-]|$)/g, '$1\u2014')
    .replace(/(^|\s)--(?=\s|$)/g, '$1\u2013')
    .replace(/(^|[^-\s])--(?=[^-\s]|$)/g, '$1\u2013');
}

/** A line never breaks before a sign of two parts, nor inside quotation marks. */
function spacedAsInFrench(text: string): string {
  return text
    .replace(/ (?=[;!?])/g, '\u202f')
    .replace(/ (?=[:»])/g, '\u00a0')
    .replace(/« /g, '«\u00a0');
}

interface Setter {
  readonly markdown: InstanceType<typeof Markdown>;
  readonly isFrench: boolean;
}

const setterFor = perLanguage((language): Setter => {
  const { quotes, language: known } = wordsFor(language);
  const markdown = new Markdown({ typographer: true, quotes: [...quotes, ...(innerQuotes[known] ?? ['‘', '’'])] });
  markdown.core.ruler.enableOnly(['smartquotes']);
  return { markdown, isFrench: new Intl.Locale(language).language === 'fr' };
});

/** The quotation marks within others, by the languages of the words; the outer ones are among those. */
const innerQuotes: Readonly<Record<string, readonly [open: string, close: string]>> = {
  ar: ['‹', '›'],
  cs: ['‚', '‘'],
  da: ['’', '’'],
  de: ['‚', '‘'],
  en: ['‘', '’'],
  es: ['“', '”'],
  fi: ['’', '’'],
  fr: ['“', '”'],
  he: ['׳', '׳'],
  it: ['“', '”'],
  ja: ['『', '』'],
  ko: ['‘', '’'],
  nb: ['‘', '’'],
  nl: ['“', '”'],
  pl: ['«', '»'],
  pt: ['“', '”'],
  'pt-BR': ['‘', '’'],
  ru: ['„', '“'],
  sv: ['’', '’'],
  tr: ['‘', '’'],
  uk: ['„', '“'],
  'zh-Hans': ['‘', '’'],
  'zh-Hant': ['『', '』'],
};
