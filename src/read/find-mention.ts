import { readable } from '../lib/uri.ts';

/** Where a text names a file or address for the given time, counted from 0: as it is, or with `%20` and the like read. */
export function findMention(
  text: string,
  value: string,
  count: number,
  from = 0,
): [start: number, end: number] | undefined {
  let left = count;
  for (const form of new Set([value, readable(value), value.replaceAll('&', '&amp;')])) {
    for (let start = text.indexOf(form, from); start !== -1 && form !== ''; start = text.indexOf(form, start + 1)) {
      const end = start + form.length;
      if (!isWhole(text, start, end)) continue;
      if (left === 0) return [start, end];
      left -= 1;
    }
  }
  return undefined;
}

/** Whether the piece is not just part of a longer path. Markup begins wherever it stands, and only a name goes on. */
function isWhole(text: string, start: number, end: number): boolean {
  const isMarkup = text[start] === '<';
  if (isMarkup && !/[\w-]/.test(text[end - 1]!)) return true;
  return (isMarkup || !/[\w./%-]/.test(text[start - 1] ?? ' ')) && !/[\w/%-]/.test(text[end] ?? ' ');
}
