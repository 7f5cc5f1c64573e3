import { oneLine } from '../lib/escape.ts';
import type { Article } from '../model/article.ts';

/** How many characters a search engine or a card shows of a description. */
const longest = 200;

/** An article, or a letter, in a line of plain text: its summary, else its opening words. */
export function describe({ summary, content }: Pick<Article, 'summary' | 'content'>): string {
  return oneLine(summary ?? '') || openingOf(content);
}

function openingOf(content: string): string {
  // The opening lies at the start; a book has no need to be read whole for it.
  const start = content.slice(0, 10_000);
  const paragraph = /<p(?:\s[^<>]*)?>(.*?)<\/p>/s.exec(start)?.[1] ?? start;
  const text = paragraph
    // The mark of a footnote says nothing without its note.
    .replace(/<sup\b.*?<\/sup>/gs, '')
    .replace(/<[^<>]*(>|$)/g, ' ')
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi, decode);
  const characters = [...oneLine(text)];
  if (characters.length <= longest) return characters.join('');
  // Back to the end of a word, unless the language puts no spaces between them.
  const cut = characters.slice(0, longest).join('');
  return `${cut.replace(/\s+\S{0,30}$/u, '')}…`;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(_: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name) return entities[name.toLowerCase()] ?? '';
  const point = decimal ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  return point <= 0x10_ff_ff ? String.fromCodePoint(point) : '';
}
