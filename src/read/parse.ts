import { loadOnce } from '../lib/lazy-copy.ts';
import { placeOf } from '../lib/place.ts';
import { hasErrors, type Locate, type Problem } from '../model/problem.ts';
import { findMention } from './find-mention.ts';
import type { ReadFront } from './formats/front/read-front.ts';
import type { Front } from './formats/front-matter.ts';
import type { Body, Foreign, ParsedArticles, ReadOptions, SourceFile } from './formats/source.ts';
import { type Parts, split } from './formats/split.ts';
import { readText } from './formats/text.ts';
import { nameInPath } from './name-in-path.ts';

/** Reads the text of a file into the articles that it holds. */
export async function parseArticles(text: string, file: SourceFile, reading: ReadOptions): Promise<ParsedArticles> {
  if (text.trim() === '') return { drafts: [], problems: [empty(file)] };
  const named = { ...nameInPath(file, reading), ...(reading.slugFrom === 'title' && { name: undefined }) };
  if (file.ending === '.json') return (await json()).readJson(text, file, reading, named);
  const parts = split(text, file.display);
  if ('problem' in parts) return { drafts: [], problems: [parts.problem] };
  const { front = {}, at, problems } = await frontOf(parts, file, reading);
  const isBare = parts.front === undefined && isHtml(file);
  const { title, ...untitled } = await bodyOf(parts, front, file, reading);
  const body: Body = title === undefined || (isBare && isTemplate(parts.body)) ? untitled : { ...untitled, title };
  const titleLine = body.titleLine === undefined ? undefined : parts.linesBefore + body.titleLine;
  return {
    drafts: [
      {
        front,
        body,
        source: parts.body,
        ...named,
        ...(hasErrors(problems) && { refused: true as const }),
        ...(isBare && { bare: true as const }),
        titlePlace: titleLine === undefined ? at(['title']) : { file: file.display, line: titleLine },
        at,
        atLine: (line, words) => lineIn(text, parts.linesBefore + line, words, file),
        atReference(value, count) {
          const named = body.foreign?.named.get(value.replace(/#.*/s, ''));
          if (named) return lineIn(text, parts.linesBefore + named.line, named.text, file);
          return mentioned(text, parts, file, value, count);
        },
      },
    ],
    problems,
  };
}

// Each brings libraries that a plain text can do without.
const json = loadOnce(() => import('./formats/json.ts'));
const frontmatter = loadOnce(() => import('./formats/front/read-front.ts'));
const markdown = loadOnce(() => import('./formats/markdown.ts'));
const html = loadOnce(() => import('./formats/html.ts'));
const foreignHtml = loadOnce(() => import('./formats/dialects/html.ts'));

async function frontOf(
  { front: text, syntax = 'yaml', linesBeforeFront = 0, linesBefore }: Parts,
  { display }: SourceFile,
  { timezone, isStrict = false, generator }: ReadOptions,
): Promise<ReadFront> {
  if (text === undefined) return { at: () => ({ file: display, line: linesBefore + 1 }), problems: [] };
  const { readFront } = await frontmatter();
  const source = { text, file: display, syntax, linesBefore: linesBeforeFront };
  return readFront(source, { timezone, isStrict, tagsAtBlanks: generator === 'jekyll' });
}

async function bodyOf(parts: Parts, front: Front, file: SourceFile, reading: ReadOptions): Promise<Body> {
  const { noticePattern, settings } = reading;
  if (file.ending === '.txt') return readText(parts.body, front, noticePattern);
  if (isHtml(file)) return htmlBody(parts.body, front, foreignIn('html', front, reading));
  const { readMarkdown } = await markdown();
  return readMarkdown(
    parts.body,
    front,
    noticePattern,
    foreignIn(file.ending === '.mdx' ? 'mdx' : 'markdown', front, reading),
    settings.typography ? (front.language ?? settings.language) : undefined,
  );
}

async function htmlBody(text: string, front: Front, foreign: Foreign): Promise<Body> {
  const [{ readForeignHtml }, { readHtml }] = await Promise.all([foreignHtml(), html()]);
  const { html: known, ...revealed } = readForeignHtml(text, foreign);
  return { ...readHtml(known, front), foreign: revealed };
}

function foreignIn(dialect: Foreign['dialect'], { language }: Front, { settings }: ReadOptions): Foreign {
  const site = language === undefined ? settings : { ...settings, language };
  return { dialect, site, keeps: settings.foreign === 'keep' };
}

function isHtml({ ending }: SourceFile): boolean {
  return ending === '.html' || ending === '.htm';
}

/** Whether a template fills in the title of a page, or the page extends another: it is none by itself. */
function isTemplate(html: string): boolean {
  return /^\s*\{%|<(?:title|h1)[^<>]*>[^<]*\{[{%]/i.test(html.slice(0, 5000));
}

/** Where a line has some words; the whole line if it has others. */
function lineIn(text: string, line: number, words: string, { display }: SourceFile): ReturnType<Locate> {
  const excerpt = text.split('\n')[line - 1] ?? '';
  const start = excerpt.indexOf(words);
  const place = start === -1 ? {} : { column: start + 1, length: words.length };
  return { file: display, line, ...place, excerpt };
}

/** Falls back to the first line of the body where the text says it in other words, such as `&#46;`. */
export function mentioned(
  text: string,
  parts: Parts,
  file: SourceFile,
  value: string,
  count: number,
): ReturnType<Locate> {
  const shown = value.startsWith('<') ? withoutCode(text, value.startsWith('<!')) : text;
  const mention = findMention(shown, value, count, parts.offset);
  return mention
    ? { file: file.display, ...placeOf(text, ...mention) }
    : { file: file.display, line: parts.linesBefore + 1 };
}

/** Blanks text that only looks like markup: code in fences and between backticks, and comments unless they are kept. */
function withoutCode(text: string, keepsComments: boolean): string {
  const code =
    /^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:\n {0,3}\1[`~]*[ \t]*$|(?![\s\S]))|(?<!`)(`+)(?!`)(?:(?!\n\n)[\s\S]){1,500}?(?<!`)\2(?!`)|<!--[\s\S]*?-->/gm;
  return text.replace(code, (piece) => (keepsComments && piece.startsWith('<!--') ? piece : ' '.repeat(piece.length)));
}

function empty(file: SourceFile): Problem {
  const hint = {
    '.json': 'Write a record such as {"title": "Hello", "content": "<p>Text.</p>"}, or take the file away.',
    '.html': 'Write the text between <body> and </body>, or take the file away.',
    '.htm': 'Write the text between <body> and </body>, or take the file away.',
    '.txt': 'Line 1 is the title, line 2 the summary, each further line a paragraph.',
  }[file.ending];
  return {
    severity: 'error',
    rule: 'empty',
    message: 'the file is empty',
    hint: hint ?? 'Write front matter with a title and the text below it, or take the file away.',
    file: file.display,
    line: 1,
  };
}
