import { inZone } from '../../lib/time.ts';
import type { Issue, IssueItem } from '../../model/issue.ts';
import type { Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import type { IssueManuscript } from '../../read/issues/issue.ts';
import type { IssueReference as Listed } from '../../read/issues/issue-front.ts';
import type { IssueEntry } from '../lock/lock.ts';
import { Carriers } from './carriers.ts';
import { choose, type DatedStock } from './choose.ts';
import { looksOf } from './edition-look.ts';
import { editionProblems } from './editions.ts';
import type { HeldIssue } from './entries.ts';
import { finder, idOf, type Meant, type Stock } from './entries.ts';
import { inboxWords, titlesOf } from './inbox-words.ts';
import { findTwice } from './twice.ts';
import { welcomeProblems, withLatest, withOccasions } from './welcome.ts';

export interface Assembled {
  /** Newest first; equal dates by id. */
  readonly issues: readonly Issue[];
  /** The lock's new lines of issues. */
  readonly lines: readonly IssueEntry[];
  readonly held: readonly HeldIssue[];
  /** The ids of the articles that `since: last` passes over, each with the slug of the issue that carries it. */
  readonly carried: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/**
 * Puts articles into hand-made issues. What the lock says that an issue carried is what it holds, for ever. Else it
 * holds what its file names, or what its rule chooses. `since: last` chooses what neither a sent issue nor the list
 * of any file carries, nor an earlier file of that rule, in the order of their paths: so nothing is carried twice,
 * but by editions of one issue.
 */
export function assembleIssues(
  given: readonly IssueManuscript[],
  kept: readonly IssueEntry[],
  stock: DatedStock,
): Assembled {
  const manuscripts = withOccasions(given);
  const news = manuscripts.filter(({ sendOn }) => sendOn === undefined);
  const known = linesOf(manuscripts, kept);
  const find = finder(stock);
  const carried = carriedBefore(news, kept, known, find);
  const taken = new Set(kept.map(({ issue }) => issue));
  // A sent issue is remembered without its file.
  const lines = kept.filter((line) => line.articles && ![...known.values()].includes(line));
  const lookOf = looksOf(manuscripts);
  const issues: Issue[] = [];
  const held: HeldIssue[] = [];
  const problems: Problem[] = [];
  for (const manuscript of manuscripts) {
    const { path, slug, hash, translationOf } = manuscript;
    const line = known.get(manuscript);
    const chosen = choose(manuscript, line, { stock, find, carried });
    problems.push(...chosen.problems);
    const made = 'items' in chosen ? dated(manuscript, chosen.items, stock) : chosen;
    if ('because' in made) {
      held.push({ slug, because: made.because, ...(translationOf !== undefined && { translationOf }) });
      if (line) lines.push(line);
      continue;
    }
    if ('problem' in made) {
      problems.push(made.problem);
      continue;
    }
    const id = line?.issue ?? mint(slug, made.date, stock.settings.url, taken);
    taken.add(id);
    lines.push({ issue: id, path, slug, hash, ...(line?.articles && { articles: line.articles }) });
    issues.push(issueOf({ ...manuscript, ...lookOf(manuscript) }, id, made, stock.settings));
  }
  problems.push(...editionProblems(manuscripts, new Set(stock.articles.map(({ slug }) => slug))));
  problems.push(...welcomeProblems(given));
  problems.push(...findTwice(news, kept, known, find));
  const sent = new Set(lines.filter((line) => line.articles).map(({ issue }) => issue));
  const linked = withLatest(newestFirst(issues), { ...stock, sent });
  return { issues: linked, lines, held, carried: carried.all(), problems };
}

/** Which line belongs to which file: by its path, else by all that it says (a renamed file). */
function linesOf(
  manuscripts: readonly IssueManuscript[],
  kept: readonly IssueEntry[],
): ReadonlyMap<IssueManuscript, IssueEntry> {
  const known = new Map<IssueManuscript, IssueEntry>();
  const byPath = new Map(kept.map((line) => [line.path, line]));
  for (const manuscript of manuscripts) {
    const line = byPath.get(manuscript.path);
    if (line) known.set(manuscript, line);
  }
  const used = new Set(known.values());
  const byHash = Map.groupBy(
    kept.filter((line) => line.hash !== undefined && !used.has(line)),
    ({ hash }) => hash,
  );
  for (const manuscript of manuscripts) {
    const [line, ...others] = byHash.get(manuscript.hash) ?? [];
    if (!line || others.length > 0 || known.has(manuscript)) continue;
    known.set(manuscript, line);
    byHash.delete(manuscript.hash);
  }
  return known;
}

/** The articles of sent issues and of lists, those of drafts included, since a draft reserves its articles. */
function carriedBefore(
  manuscripts: readonly IssueManuscript[],
  kept: readonly IssueEntry[],
  known: ReadonlyMap<IssueManuscript, IssueEntry>,
  find: (entry: Listed) => Meant,
): Carriers {
  const carried = new Carriers(manuscripts);
  const files = new Map([...known].map(([manuscript, line]) => [line, manuscript.slug]));
  for (const line of kept)
    for (const id of line.articles ?? []) carried.note(id, files.get(line), line.slug ?? line.issue);
  for (const manuscript of manuscripts) {
    if (known.get(manuscript)?.articles || !('entries' in manuscript.choice)) continue;
    for (const entry of manuscript.choice.entries) {
      const id = idOf(find(entry)) ?? entry.id;
      if (id !== undefined) carried.note(id, manuscript.slug);
    }
  }
  return carried;
}

/** A letter is as old as its newest article, unless its file says otherwise. */
function dated(
  { date, nameDate, sendOn, at }: IssueManuscript,
  items: readonly IssueItem[],
  stock: Stock,
): { readonly date: string; readonly items: readonly IssueItem[] } | { readonly problem: Problem } {
  // A welcome holds no articles as news: it is as old as what there is to read.
  const articles = sendOn === undefined || items.length > 0 ? items.map(({ article }) => article) : stock.articles;
  const newest = articles.map(({ published }) => published).toSorted((a, b) => Date.parse(b) - Date.parse(a))[0];
  const isSameDay = newest && nameDate && dayOf(newest, stock.settings.timezone) === nameDate.slice(0, 10);
  const found = date ?? (isSameDay ? newest : (nameDate ?? newest));
  if (found !== undefined) return { date: found, items };
  const hint = 'Add "date: 2026-11-23", or begin the name of its file with the day.';
  return { problem: { severity: 'error', rule: 'no-date', message: 'the issue has no date', hint, ...at([]) } };
}

/** The day of an instant where the publication is. */
export function dayOf(instant: string, timezone: string): string {
  return inZone(new Date(instant), timezone).slice(0, 10);
}

/** A tag URI (RFC 4151), as articles have it. */
function mint(slug: string, date: string, url: string, taken: ReadonlySet<string>): string {
  const base = `tag:${new URL(url).hostname},${date.slice(0, 10)}:issues/${encodeURIComponent(slug)}`;
  let id = base;
  for (let count = 2; taken.has(id); count += 1) id = `${base}-${count}`;
  return id;
}

function issueOf(
  {
    slug,
    subject,
    preheader,
    language,
    translationOf,
    kind,
    sendOn,
    theme,
    data,
    introduction,
    url,
    files,
    origin,
  }: IssueManuscript,
  id: string,
  { date, items }: { readonly date: string; readonly items: readonly IssueItem[] },
  { title }: Pick<Settings, 'title'>,
): Issue {
  const words = inboxWords(items, { title, date, language });
  return {
    id,
    slug,
    subject: subject ?? words.subject,
    preheader: preheader ?? (subject === undefined ? words.preheader : titlesOf(items)),
    language,
    ...(kind !== undefined && { kind }),
    ...(sendOn !== undefined && { sendOn }),
    ...(theme !== undefined && { theme }),
    ...(data !== undefined && { data }),
    ...(translationOf !== undefined && { translationOf }),
    date,
    ...(introduction !== undefined && { introduction }),
    items,
    url,
    ...(files.length > 0 && { files }),
    origin,
  };
}

function newestFirst(issues: readonly Issue[]): Issue[] {
  return issues.toSorted((a, b) => Date.parse(b.date) - Date.parse(a.date) || (a.id < b.id ? -1 : 1));
}
