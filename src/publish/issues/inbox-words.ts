import { oneLine } from '../../lib/escape.ts';
import { shorten } from '../../lib/shorten.ts';
import type { IssueItem } from '../../model/issue.ts';
import { excerptOf } from '../../model/opening.ts';
import { asText } from '../../model/slot.ts';
import { formatDate } from '../../strings/language.ts';
import { wordsFor } from '../../strings/tables.ts';

/** No inbox shows more characters of a preheader. */
const most = 140;

/**
 * The subject and preheader of a digest that has no subject of its own: the first title and how many articles follow
 * it, then the next titles; of a single article, its title and how it opens. Braces in titles are text.
 */
export function inboxWords(
  items: readonly IssueItem[],
  { title, date, language }: { readonly title: string; readonly date: string; readonly language: string },
): { readonly subject: string; readonly preheader: string } {
  const words = wordsFor(language);
  const [first, ...others] = items;
  const subject =
    first === undefined
      ? words.digestSubject(title, formatDate(date, language))
      : others.length === 0
        ? first.article.title
        : withoutDoubleSign(words.digestTitles(first.article.title, others.length), first.article.title);
  const preheader =
    first && others.length === 0 ? asText(shorten(oneLine(excerptOf(first.article)), most)) : titlesOf(others);
  return { subject: asText(oneLine(subject)), preheader };
}

/** A comma after a question mark would be one sign too many. */
function withoutDoubleSign(subject: string, title: string): string {
  if (!/[?!？！…]$/u.test(title)) return subject;
  const end = subject.indexOf(title) + title.length;
  return subject.slice(0, end) + subject.slice(end).replace(/^(\u2069?)[,،、，] ?/u, '$1 ');
}

/** As many titles as an inbox shows. */
export function titlesOf(items: readonly IssueItem[]): string {
  const titles = items.map(({ article }) => article.title);
  const count = titles.findIndex((_, index) => index > 0 && titles.slice(0, index + 1).join(' · ').length > most);
  return asText(titles.slice(0, count === -1 ? undefined : count).join(' · '));
}
