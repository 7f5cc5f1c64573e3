import type { Article, Manuscript } from '../model/article.ts';
import { editionOf } from '../model/edition.ts';
import type { Issue } from '../model/issue.ts';
import { letterNames, sectionName } from '../model/letter-name.ts';
import type { Problem } from '../model/problem.ts';
import { namedIn } from '../publish/drafts.ts';
import type { FilesLeftOut } from '../publish/left-out.ts';
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
  readonly tags?: readonly string[];
  /** `broken`: its file has errors, and nothing was known of it before. */
  readonly status: 'published' | 'draft' | 'future' | 'sent' | 'broken';
  /** The problems of its file, if that has errors; an earlier state of it may be shown. */
  readonly problems?: readonly Problem[];
  /** Nothing of its file can be read: there is nothing to show but its problems. */
  readonly isUnread?: true;
  /** Of an issue: the held articles that it names, with which it is shown as if they were published. */
  readonly awaits?: readonly Pick<Item, 'name' | 'title' | 'status'>[];
  /** The slug of the issue that holds the article. */
  readonly carriedBy?: string;
  /** Of an item that is published. */
  readonly id?: string;
}

/** Files that were left out of a preparation, and why. */
export interface Faulty {
  readonly faults: readonly Problem[];
  readonly leftOut: FilesLeftOut;
}

/** Drafts and undated items first, then the newest. */
export function itemsOf(prepared: Prepared, { faults, leftOut }: Faulty): readonly Item[] {
  const { publication, held, before, carried } = prepared;
  const sent = sentBy(before);
  const names = letterNames(publication.articles);
  const published = publication.articles.map((article) => articleItem(article, names.get(article)!, { sent, carried }));
  const all = [...publication.articles, ...held.drafts, ...held.future];
  const isAlone = aloneIn(all);
  const heldItems = new Map(
    [...held.drafts, ...held.future].map((one) => [
      one,
      heldItem(one, isAlone(one.slug) ? one.slug : nameAmong(one, publication.articles)),
    ]),
  );
  const made = new Map((publication.issues ?? []).map((issue) => [issue.slug, editionOf(issue, publication.settings)]));
  const issues = prepared.issuesRead.map((issue) => {
    const awaits = namedIn(issue, [...heldItems.keys()]).map((one) => heldItems.get(one)!);
    return { ...issueItem(issue, made.get(issue.slug), sent), ...(awaits.length > 0 && { awaits }) };
  });
  const known = [...issues, ...heldItems.values(), ...published].map((item) => withProblems(item, faults, leftOut));
  return sortedByDate([...unreadItems(known, { faults, leftOut }), ...known]);
}

/** Whether an item is seen in a publication of its own, in which it is as if published. */
export function isShownAlone({ status, isUnread }: Item): boolean {
  return status === 'draft' || status === 'future' || (status === 'broken' && !isUnread);
}

function withProblems(item: Item, faults: readonly Problem[], leftOut: FilesLeftOut): Item {
  if (!leftOut.has(item.file)) return item;
  const problems = faults.filter(({ file }) => file === item.file);
  const isUnmade = item.kind === 'issue' && item.id === undefined && item.status === 'future';
  return { ...item, problems, ...(isUnmade && { status: 'broken' }) };
}

/** The files of which nothing is known, by their names. */
function unreadItems(known: readonly Item[], { faults, leftOut }: Faulty): Item[] {
  const files = new Set(known.map(({ file }) => file));
  const names = new Set(known.map(({ name }) => name));
  return [...leftOut].flatMap(([file, { kind, path, slug }]): Item[] => {
    if (kind === 'page' || files.has(file)) return [];
    let name = slug;
    for (let count = 2; names.has(name); count += 1) name = `${slug}-${count}`;
    names.add(name);
    const problems = faults.filter((problem) => problem.file === file);
    const line = problems.find(({ severity }) => severity === 'error')?.line;
    const title = path.slice(path.lastIndexOf('/') + 1);
    return [
      {
        kind,
        name,
        slug,
        title,
        date: '',
        file,
        status: 'broken',
        problems,
        isUnread: true,
        ...(line !== undefined && { line }),
      },
    ];
  });
}

function articleItem(
  { slug, title, published, origin, id, tags }: Article,
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
    tags,
    ...origin,
    status: sent.has(id) && carriedBy === undefined ? 'sent' : 'published',
    ...(carriedBy !== undefined && { carriedBy }),
    id,
  };
}

function heldItem({ slug, title, published = '', draft, origin, tags }: Manuscript, name: string): Item {
  return { kind: 'article', name, slug, title, date: published, tags, ...origin, status: draft ? 'draft' : 'future' };
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
