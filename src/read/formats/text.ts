import { escapeText, escapeXml, oneLine, stripNoCharacters } from '../../lib/escape.ts';
import type { Front } from './front-matter.ts';
import { isNotice } from './notice.ts';
import type { Body } from './source.ts';

/**
 * Plain text: line 1 is the title, line 2 the summary, each further line that is not empty a paragraph. An empty
 * line 2 means no summary. Where front matter gives the title, all lines are paragraphs.
 */
export function readText(
  text: string,
  front: Pick<Front, 'title' | 'summary' | 'notice'>,
  noticePattern: RegExp | undefined,
): Body {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  if (front.title !== undefined || first === -1) return paragraphs(lines, front, noticePattern);
  const hasSummary = front.summary === undefined && (lines[first + 1] ?? '').trim() !== '';
  return {
    title: oneLine(lines[first]!),
    titleLine: first + 1,
    ...(hasSummary && { summary: oneLine(lines[first + 1]!) }),
    ...paragraphs(lines.slice(first + (hasSummary ? 2 : 1)), front, noticePattern),
  };
}

/** Plain text without title and summary: each line that is not empty is a paragraph, the last perhaps the notice. */
export function readParagraphs(
  text: string,
  front: Pick<Front, 'notice'>,
  noticePattern: RegExp | undefined,
): Pick<Body, 'content' | 'notice'> {
  return paragraphs(text.split(/\r\n?|\n/), front, noticePattern);
}

function paragraphs(
  lines: readonly string[],
  front: Pick<Front, 'notice'>,
  noticePattern: RegExp | undefined,
): Pick<Body, 'content' | 'notice'> {
  const texts = lines.map((line) => stripNoCharacters(line).trim()).filter((line) => line !== '');
  const last = texts.at(-1);
  const notice = front.notice === undefined && last !== undefined && isNotice(last, noticePattern) ? last : undefined;
  const kept = notice === undefined ? texts : texts.slice(0, -1);
  return {
    content: { xhtml: kept.map((line) => `<p>${linked(line)}</p>`).join('\n') },
    ...(notice !== undefined && { notice: oneLine(notice) }),
  };
}

/** Escapes a line and makes links of the web addresses in it. A character beyond ASCII ends an address. */
function linked(line: string): string {
  let result = '';
  let end = 0;
  for (const match of line.matchAll(/\bhttps?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi)) {
    const address = withoutTail(match[0]);
    const url = URL.parse(address)?.href;
    if (url === undefined) continue;
    result += `${escapeText(line.slice(end, match.index))}<a href="${escapeXml(url)}">${escapeText(address)}</a>`;
    end = match.index + address.length;
  }
  return result + escapeText(line.slice(end));
}

/** Punctuation that closes the sentence, and a bracket that was opened before the address, are not part of it. */
function withoutTail(address: string): string {
  const count = (character: string) => address.split(character).length;
  const surplus: Record<string, number> = { ')': count(')') - count('('), ']': count(']') - count('[') };
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1]!;
    if (surplus[last] !== undefined ? surplus[last] <= 0 : !`.,;:!?'*&`.includes(last)) break;
    if (surplus[last] !== undefined) surplus[last] -= 1;
  }
  return address.slice(0, end);
}
