import { readable } from '../lib/uri.ts';

/** Where a text names a file or address for the given time, counted from 0: as it is, or with `%20` and the like read. */
export function findMention(
  text: string,
  value: string,
  count: number,
  from = 0,
): [start: number, end: number] | undefined {
  // A short path may be a word of the text as well: `[the list](a)` names the last of two.
  const isUnsure = !value.includes('://') && !value.startsWith('<');
  return (
    (isUnsure ? search(text, value, count, from, isReference) : undefined) ??
    search(text, value, count, from, () => true)
  );
}

function search(
  text: string,
  value: string,
  count: number,
  from: number,
  counts: (text: string, start: number) => boolean,
): [start: number, end: number] | undefined {
  let left = count;
  for (const form of new Set([value, readable(value), value.replaceAll('&', '&amp;')])) {
    for (let start = text.indexOf(form, from); start !== -1 && form !== ''; start = text.indexOf(form, start + 1)) {
      const end = start + form.length;
      if (!isWhole(text, start, end) || !counts(text, start)) continue;
      if (left === 0) return [start, end];
      left -= 1;
    }
  }
  return undefined;
}

/** Whether Markdown or HTML has an address at a place: `](…`, `]: …`, `="…"`. */
function isReference(text: string, start: number): boolean {
  return /(\]\(\s*<?|\]:[ \t]*<?|=\s*["']?)$/.test(text.slice(Math.max(0, start - 8), start));
}

/** Whether the piece is not just part of a longer path. Markup begins wherever it stands, and only a name goes on. */
function isWhole(text: string, start: number, end: number): boolean {
  const isMarkup = text[start] === '<';
  if (isMarkup && !/[\w-]/.test(text[end - 1]!)) return true;
  return (isMarkup || !/[\w./%-]/.test(text[start - 1] ?? ' ')) && !/[\w/%-]/.test(text[end] ?? ' ');
}
