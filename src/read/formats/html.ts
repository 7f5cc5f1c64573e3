import { Parser } from 'htmlparser2';
import { oneLine } from '../../lib/escape.ts';
import { placesIn } from '../../lib/place.ts';
import type { Front } from './front-matter.ts';
import type { Body } from './source.ts';

/**
 * HTML that has yet to be cleaned; of a whole document, its body. Without a title in front matter, a heading of level 1
 * that opens the text is the title, else the document's own, else the first heading of level 1.
 */
export function readHtml(text: string, front: Pick<Front, 'title'>): Body {
  const outline = outlineOf(text);
  const { title, description, heading } = outline;
  const { start = 0, end = text.length } = outline;
  const isTitle =
    heading !== undefined &&
    heading.words !== '' &&
    (front.title === undefined ? heading.opens || !title : heading.opens && heading.words === oneLine(front.title));
  const whole = text.slice(start, end);
  const html = isTitle ? text.slice(start, heading.start) + text.slice(heading.end, end) : whole;
  const own = isTitle ? heading.words : title;
  const summary = description && oneLine(description);
  return {
    ...(front.title === undefined && own && { title: own }),
    ...(front.title === undefined && isTitle && { titleLine: placesIn(text)(heading.start).line }),
    ...(summary && { summary }),
    content: { html },
  };
}

/** The parts of a document by which it is known, as offsets of its text. */
interface HtmlOutline {
  readonly title?: string;
  readonly description?: string;
  /** Where the body begins and ends, if it is a whole document. */
  readonly start?: number;
  readonly end?: number;
  readonly heading?: TopHeading;
}

/** The first heading of level 1. */
interface TopHeading {
  readonly words: string;
  readonly start: number;
  readonly end: number;
  /** Nothing that readers see stands before it. */
  readonly opens: boolean;
}

function outlineOf(text: string): HtmlOutline {
  const found: { -readonly [Key in keyof HtmlOutline]: HtmlOutline[Key] } = {};
  const open: string[] = [];
  let words: string | undefined;
  let begun = { start: 0, opens: true };
  let isBegun = false;
  const parser = new Parser({
    onopentag(tag, { name, content }) {
      if (tag === 'body' && !open.includes('body')) found.start = parser.endIndex + 1;
      open.push(tag);
      if (tag === 'meta' && name?.toLowerCase() === 'description' && content) found.description ??= content;
      if (tag === 'title' && !open.includes('svg') && found.title === undefined) words = '';
      if (tag === 'h1' && found.heading === undefined) {
        begun = { start: parser.startIndex, opens: !isBegun };
        words = '';
      }
      isBegun ||= shown.has(tag);
    },
    ontext(data) {
      if (words !== undefined) words += data;
      else isBegun ||= data.trim() !== '' && !open.some((tag) => unseen.has(tag));
    },
    onclosetag(tag, isImplied) {
      open.pop();
      if (tag === 'head' && !isImplied) found.start ??= parser.endIndex + 1;
      if (tag === 'body' && !isImplied) found.end = parser.startIndex;
      if (words === undefined || (tag !== 'title' && tag !== 'h1')) return;
      if (tag === 'title') found.title = oneLine(words);
      else if (!isImplied) found.heading = { words: oneLine(words), ...begun, end: parser.endIndex + 1 };
      isBegun ||= tag === 'h1';
      words = undefined;
    },
  });
  parser.end(text);
  return found;
}

/** Their text is not part of what readers see first. */
const unseen: ReadonlySet<string> = new Set(['head', 'title', 'script', 'style', 'template', 'noscript', 'nav']);

/** Elements that readers see though they hold no text. */
const shown: ReadonlySet<string> = new Set(['img', 'picture', 'video', 'audio', 'iframe', 'svg', 'table', 'hr']);
