import { readMarkdown } from '../../read/formats/markdown.ts';
import { type EditedFile, lineEnding } from '../edit-file.ts';

interface Below {
  /** The words of the heading that is the subject. */
  readonly heading?: string;
  readonly introduction: string;
}

/** A heading of level 1 in one line, or underlined. */
const headings =
  /^ {0,3}(?:#[ \t]+(?<words>[^\n]*?)(?:[ \t]+#+)?[ \t]*|(?<line>[^\n]+?)[ \t]*\n {0,3}=+[ \t]*)(?:\n|$)/;

/** The text below the front matter, with plain line endings. `subject` is that of the front matter. */
export function bodyOf(edited: Pick<EditedFile, 'text' | 'body'>, subject: string | undefined): Below {
  const body = plain(edited.text.slice(edited.body));
  const { heading, rest } = partsOf(body, subject);
  return { ...(heading && { heading: heading.words }), introduction: rest };
}

/** The same on disk, with another heading and another introduction; lines that stay keep their bytes. */
export function withBody(
  edited: Pick<EditedFile, 'text' | 'body'>,
  subject: string | undefined,
  wanted: Below,
): string {
  const body = edited.text.slice(edited.body);
  const normal = plain(body);
  const { before, heading, gap, rest, after } = partsOf(normal, subject);
  const written =
    heading && wanted.heading !== undefined ? headingText(heading, wanted.heading) : (heading?.text ?? '');
  const introduction = plain(wanted.introduction).replace(/^(?:[ \t]*\n)+|\s+$/g, '');
  const isSame = introduction === rest;
  const isOpen = edited.body > 0 && !/(?:^|\n|\uFEFF)$/.test(edited.text.slice(0, edited.body));
  const blank = (heading ? gap : before) !== '' ? '' : edited.body > 1 || heading ? '\n' : '';
  const lead = introduction === '' || isSame ? '' : `${isOpen ? '\n' : ''}${blank}`;
  const end = introduction === '' ? after : after || '\n';
  const changed = before + written + gap + (isSame ? rest + after : lead + introduction + end);
  return sameLines(body, normal, changed, lineEnding(edited.text));
}

function plain(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

function partsOf(body: string, subject: string | undefined) {
  const before = /^(?:[ \t]*\n)*/.exec(body)![0];
  const opened = body.slice(before.length);
  const found = headings.exec(opened);
  const title = found
    ? readMarkdown(found[0], subject === undefined ? {} : { title: subject }, undefined).title
    : undefined;
  const heading =
    found && title !== undefined && subject === undefined
      ? { text: found[0], words: title, source: found.groups!.words ?? found.groups!.line ?? '' }
      : undefined;
  const below = opened.slice(heading?.text.length ?? 0);
  const gap = heading ? /^(?:[ \t]*\n)*/.exec(below)![0] : '';
  const content = below.slice(gap.length);
  const rest = content.trimEnd();
  return { before, heading, gap, rest, after: content.slice(rest.length) };
}

function headingText({ text, words, source }: { text: string; words: string; source: string }, wanted: string): string {
  if (words === wanted) return text;
  if (wanted === '') return '';
  const at = text.indexOf(source);
  return text.slice(0, at) + escaped(wanted) + text.slice(at + source.length);
}

/** Signs that Markdown would take for its own; those of slots are none. */
function escaped(words: string): string {
  const slots = /(\{\{[^{}]*\}\}|\{%[^{}%]*%\})/;
  const parts = words.split(slots).map((part) => (slots.test(part) ? part : part.replace(/[\\`*_[\]<&]/g, '\\$&')));
  return parts.join('').replace(/ (#+)$/, ' \\$1');
}

/** A text with the lines that it shares with an older one as they were written. */
function sameLines(old: string, oldNormal: string, wanted: string, eol: string): string {
  if (oldNormal === wanted) return old;
  const raw = old.match(/[^\r\n]*(?:\r\n?|\n|$)/g)!.filter((line) => line !== '');
  const before = raw.map(plain);
  const after = wanted.match(/[^\n]*(?:\n|$)/g)!.filter((line) => line !== '');
  let top = 0;
  while (top < before.length && top < after.length && before[top] === after[top]) top += 1;
  let bottom = 0;
  const most = Math.min(before.length, after.length) - top;
  while (bottom < most && before.at(-1 - bottom) === after.at(-1 - bottom)) bottom += 1;
  const middle = after.slice(top, after.length - bottom).map((line) => line.replace('\n', eol));
  return [...raw.slice(0, top), ...middle, ...(bottom === 0 ? [] : raw.slice(-bottom))].join('');
}
