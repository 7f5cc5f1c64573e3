import type { Article, Manuscript } from '../model/article.ts';
import { editionOf } from '../model/edition.ts';
import type { Issue } from '../model/issue.ts';
import { letterNames, sectionName } from '../model/letter-name.ts';
import { type Prepared, sentBy } from '../publish/prepare.ts';
import type { IssueManuscript } from '../read/issues/issue.ts';

/** An article or an issue, as lists of the studio have it. */
export interface Item {
  readonly kind: 'article' | 'issue';
  /** As a letter, in commands and in addresses. */
  readonly name: string;
  readonly slug: string;
  readonly title: string;
  /** RFC 3339; empty where nothing says it. */
  readonly date: string;
  /** Relative to the working directory. */
  readonly file: string;
  readonly line?: number;
  readonly status: 'published' | 'draft' | 'future' | 'sent';
  /** The slug of the issue that holds the article. */
  readonly carriedBy?: string;
  /** Of an item that is published. */
  readonly id?: string;
}

/** Drafts and undated items first, then the newest. */
export function itemsOf(prepared: Prepared): readonly Item[] {
  const { publication, held, before, carried } = prepared;
  const sent = sentBy(before);
  const names = letterNames(publication.articles);
  const published = publication.articles.map((article) => articleItem(article, names.get(article)!, { sent, carried }));
  const all = [...publication.articles, ...held.drafts, ...held.future];
  const isAlone = aloneIn(all);
  const waiting = [...held.drafts, ...held.future].map((one) =>
    heldItem(one, isAlone(one.slug) ? one.slug : nameAmong(one, publication.articles)),
  );
  const made = new Map((publication.issues ?? []).map((issue) => [issue.slug, editionOf(issue, publication.settings)]));
  const issues = prepared.issuesRead.map((issue) => issueItem(issue, made.get(issue.slug), sent));
  return sortedByDate([...issues, ...waiting, ...published]);
}

function articleItem(
  { slug, title, published, origin, id }: Article,
  name: string,
  { sent, carried }: { sent: ReadonlySet<string>; carried: ReadonlyMap<string, string> },
): Item {
  const carriedBy = carried.get(id);
  return {
    kind: 'article',
    name,
    slug,
    title,
    date: published,
    ...origin,
    status: sent.has(id) && carriedBy === undefined ? 'sent' : 'published',
    ...(carriedBy !== undefined && { carriedBy }),
    id,
  };
}

function heldItem({ slug, title, published = '', draft, origin }: Manuscript, name: string): Item {
  return { kind: 'article', name, slug, title, date: published, ...origin, status: draft ? 'draft' : 'future' };
}

function issueItem(
  { slug, subject, date, nameDate, draft, origin }: IssueManuscript,
  made: Issue | undefined,
  sent: ReadonlySet<string>,
): Item {
  const status = made ? (sent.has(made.id) ? 'sent' : 'published') : draft ? 'draft' : 'future';
  return {
    kind: 'issue',
    name: slug,
    slug,
    title: made?.subject ?? subject ?? slug,
    date: made?.date ?? date ?? nameDate ?? '',
    ...origin,
    status,
    ...(made && { id: made.id }),
  };
}

function aloneIn(all: readonly { readonly slug: string }[]): (slug: string) => boolean {
  const counts = new Map<string, number>();
  for (const { slug } of all) counts.set(slug.toLowerCase(), (counts.get(slug.toLowerCase()) ?? 0) + 1);
  return (slug) => counts.get(slug.toLowerCase()) === 1;
}

/** The name that a held article has once it is shown as if it were published. */
function nameAmong(one: Manuscript, articles: readonly Article[]): string {
  return letterNames<Manuscript | Article>([...articles, one]).get(one) ?? sectionName(one);
}

function sortedByDate(items: readonly Item[]): readonly Item[] {
  const timed = items.map((item) => ({ item, at: item.date === '' ? Number.MAX_VALUE : Date.parse(item.date) }));
  return timed.sort((a, b) => b.at - a.at || (a.item.name < b.item.name ? -1 : 1)).map(({ item }) => item);
}
