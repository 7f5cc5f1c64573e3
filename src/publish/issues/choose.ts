import { nearest } from '../../lib/nearest.ts';
import type { Article } from '../../model/article.ts';
import type { IssueItem, ItemLayout } from '../../model/issue.ts';
import { hasErrors, type Problem } from '../../model/problem.ts';
import { selectionPath } from '../../model/selection.ts';
import type { IssueManuscript, SelectionRule } from '../../read/issues/issue.ts';
import type { IssueReference as Listed } from '../../read/issues/issue-front.ts';
import type { IssueEntry } from '../lock/lock.ts';
import type { Carriers } from './carriers.ts';
import type { HeldIssue } from './entries.ts';
import { idOf, type Meant, type Offers, type Stock } from './entries.ts';

/** `shown`: the path of an issue that is seen as if its date had come. */
export type DatedStock = Stock & { readonly now: Date; readonly shown?: string };

/** The inputs from which an issue is assembled. */
export interface Supply {
  readonly stock: DatedStock;
  readonly find: (entry: Listed) => Meant;
  readonly carried: Carriers;
}

/** The items of an issue, or the reason why there is none; and its problems. */
export type Chosen = ({ readonly items: readonly IssueItem[] } | { readonly because: HeldIssue['because'] }) & {
  readonly problems: readonly Problem[];
};

/**
 * Settles what an issue holds. What `since: last` chooses is noted in `carried`, so that the next one passes over it, unless it is an edition of
 * the same issue.
 */
export function choose(manuscript: IssueManuscript, line: IssueEntry | undefined, around: Supply): Chosen {
  const { choice, path, slug, draft, at } = manuscript;
  const { stock, carried } = around;
  const date = manuscript.date ?? manuscript.nameDate;
  if (draft) return { because: 'draft', problems: [] };
  if (date !== undefined && Date.parse(date) > stock.now.getTime() && path !== stock.shown)
    return { because: 'future', problems: [] };
  if (line?.articles) return sent(manuscript, line.articles, around);
  if ('entries' in choice) return named(manuscript, choice.entries, around);
  if ('none' in choice) return written(manuscript, [], []);
  const articles = chosenBy(choice, stock.articles, carried.besides(slug), stock.offers);
  if (articles.length === 0) return { because: 'empty', problems: [barren(choice, stock.articles, at)] };
  if (choice.since === 'last' && manuscript.sendOn === undefined) for (const { id } of articles) carried.note(id, slug);
  return { items: laidOut(manuscript, articles), problems: [] };
}

/** Removed articles are left out, since a sent letter cannot be mended. */
function sent(manuscript: IssueManuscript, ids: readonly string[], { stock, find }: Supply): Chosen {
  const { choice, introduction, at } = manuscript;
  const byId = new Map(stock.articles.map((article) => [article.id, article]));
  const articles = ids.flatMap((id) => byId.get(id) ?? []);
  const entries = 'entries' in choice ? choice.entries : undefined;
  const listed = new Set(entries?.map((entry) => idOf(find(entry))));
  const isOther = entries !== undefined && (listed.size !== ids.length || !ids.every((id) => listed.has(id)));
  const problems = isOther ? [late(at)] : [];
  if (articles.length === 0 && introduction === undefined) return { because: 'empty', problems };
  const layouts = new Map(entries?.map((entry) => [byId.get(idOf(find(entry)) ?? '')!, entry.layout]));
  return { items: laidOut(manuscript, articles, layouts), problems };
}

/**
 * What a list names. An entry that names nothing stops the build, one of a removed article is left out, and one of an
 * article whose date has not come keeps the issue back until it has.
 */
function named(manuscript: IssueManuscript, entries: readonly Listed[], { find }: Supply): Chosen {
  const layouts = new Map<Article, ItemLayout | undefined>();
  const problems: Problem[] = [];
  for (const [index, entry] of entries.entries()) {
    const meant = find(entry);
    const place = manuscript.at(['articles', index]);
    if ('awaited' in meant) continue;
    if ('gone' in meant) problems.push({ ...removed(meant.name), ...place });
    else if ('fault' in meant) problems.push({ severity: 'error', rule: 'issue-articles', ...meant.fault, ...place });
    else if (layouts.has(meant.article)) problems.push({ ...twice(meant.article), ...place });
    else layouts.set(meant.article, entry.layout);
  }
  if (entries.some((entry) => 'awaited' in find(entry))) return { because: 'future', problems };
  return written(manuscript, laidOut(manuscript, [...layouts.keys()], layouts), problems);
}

/** A letter has to say something. */
function written(manuscript: IssueManuscript, items: readonly IssueItem[], problems: readonly Problem[]): Chosen {
  const says = items.length > 0 || manuscript.introduction !== undefined;
  if (says && !hasErrors(problems)) return { items, problems };
  return { because: 'empty', problems: problems.length > 0 ? problems : [empty(manuscript)] };
}

function laidOut(
  { layout }: IssueManuscript,
  articles: readonly Article[],
  own: ReadonlyMap<Article, ItemLayout | undefined> = new Map(),
): IssueItem[] {
  const usual = layout ?? (articles.length === 1 ? 'full' : 'summary');
  const layoutOf = (article: Article) => own.get(article) ?? usual;
  // Of somebody else's article, no letter holds more than a summary.
  return articles.map((article) => {
    const layout = layoutOf(article);
    return { article, layout: article.foreign && layout === 'full' ? 'summary' : layout };
  });
}

function twice({ slug }: Article): Problem {
  const hint = 'Take one of the two out.';
  return { severity: 'error', rule: 'issue-articles', message: `${slug} is in this issue twice`, hint };
}

function removed(name: string): Problem {
  const hint = 'Take it out of the list, or bring the article back.';
  return {
    severity: 'warning',
    rule: 'issue-articles',
    message: `${name} was removed, and the issue goes without it`,
    hint,
  };
}

function late(at: IssueManuscript['at']): Problem {
  return {
    severity: 'warning',
    rule: 'issue-sent',
    message: 'this issue was sent, and what it holds does not change any more',
    hint: 'Bring the list back from git, or begin another issue.',
    ...at(['articles'], 'key'),
  };
}

function empty({ at }: IssueManuscript): Problem {
  return {
    severity: 'error',
    rule: 'issue-empty',
    message: 'the issue has neither articles nor a text of its own',
    hint: 'Write below the front matter, or name articles: "articles: [first-frost]", "latest: 5" or "since: last".',
    ...at([]),
  };
}

function barren({ tag, since }: SelectionRule, articles: readonly Article[], at: IssueManuscript['at']): Problem {
  const tags = [...new Set(articles.flatMap((article) => article.tags))];
  const near = tag === undefined || tags.includes(tag) ? undefined : nearest(tag, tags);
  return {
    severity: 'warning',
    rule: 'issue-empty',
    message: 'no article is for this issue yet, so there is none',
    hint: near ? `Did you mean "${near}"?` : 'It appears as soon as one is.',
    ...at([tag ? 'tag' : since ? 'since' : 'latest']),
  };
}

/** The newest articles that meet a rule; with `since: last` those carried already are left out. */
export function chosenBy(
  { latest, tag, since }: SelectionRule,
  articles: readonly Article[],
  carried: { has(id: string): boolean },
  offers: Offers = () => true,
): Article[] {
  const folder = tag === undefined ? undefined : selectionPath('tags', tag);
  const isNew = ({ id, published }: Article) =>
    since === undefined || (since === 'last' ? !carried.has(id) : Date.parse(published) >= Date.parse(since));
  const isTagged = ({ tags }: Article) => !folder || tags.some((name) => selectionPath('tags', name) === folder);
  const isChosen = (article: Article) => isNew(article) && isTagged(article) && offers(article, since);
  return articles.filter(isChosen).slice(0, latest);
}
