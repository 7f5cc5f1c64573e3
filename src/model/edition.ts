import { escapeXml } from '../lib/escape.ts';
import { anchorsAmongOthers } from './anchors.ts';
import type { Article } from './article.ts';
import type { Issue, IssueItem } from './issue.ts';
import { lastUpdated, type Publication, type Settings } from './publication.ts';
import { parseSlots, resolveSlots, type Slot, slotKinds } from './slot.ts';

/** The hand-made issues of a publication as everybody may read them, newest first; none where no letters are made. */
export function editionsOf({ settings, issues }: Publication): Issue[] {
  return settings.letters ? newsIn(issues).map((issue) => editionOf(issue, settings)) : [];
}

/** The letters that are no news, which have a page each and are in no list or feed. */
export function welcomesOf({ settings, issues = [] }: Publication): Issue[] {
  const welcomes = settings.letters ? issues.filter(({ sendOn }) => sendOn !== undefined) : [];
  return welcomes.map((issue) => editionOf(issue, settings));
}

/** The issues that lists and feeds of issues hold. */
export function newsIn(issues: readonly Issue[] = []): readonly Issue[] {
  return issues.some(({ sendOn }) => sendOn) ? issues.filter(({ sendOn }) => sendOn === undefined) : issues;
}

/**
 * A hand-made issue as everybody may read it: each slot holds its fallback, and
 * conditions choose the branch of a reader without tags. Problems with slots are reported when the letter is compiled.
 */
export function editionOf(issue: Issue, settings: Pick<Settings, 'newsletter' | 'url'>): Issue {
  // In an article by itself braces are text.
  if (!issue.origin) return issue;
  const kinds = slotKinds(settings.newsletter);
  const standIns: Readonly<Record<string, string>> = {
    email: 'reader@example.org',
    viewUrl: issue.url,
    // A page on the web has no subscriber.
    unsubscribeUrl: `${settings.url}subscribe/`,
    preferencesUrl: `${settings.url}subscribe/`,
  };
  const shownFor = ({ name, fallback }: Slot) => standIns[name] ?? fallback ?? '';
  const resolved = (text: string, markup: boolean) => {
    if (!/\{[{%]/.test(text)) return text;
    const { parts } = parseSlots(text, kinds, { markup });
    return resolveSlots(parts, new Set(), markup ? (slot) => escapeXml(shownFor(slot)) : shownFor);
  };
  return {
    ...issue,
    subject: resolved(issue.subject, false),
    preheader: resolved(issue.preheader, false),
    ...(issue.introduction !== undefined && { introduction: resolved(issue.introduction, true) }),
  };
}

/** The last change of an issue on the web: its own date, or the newest change of its articles. */
export function lastChange({ date, items }: Issue): string {
  return lastUpdated([{ updated: date }, ...items.map(({ article }) => article)])!;
}

/**
 * The content of an article inside an issue that holds it whole: its headings below its title, which is no
 * longer the page's, and links to parts of it leading to those parts here. `name`: the article's as a letter.
 */
export function contentWithin({ content, url }: Article, issue: Issue, name: string): string {
  const below = content.replace(
    /(<\/?h)([2-5])(?=[\s>])/g,
    (_, start: string, level: string) => `${start}${Number(level) + 1}`,
  );
  return anchorsAmongOthers(below, { name, url, at: issue.url });
}

/** The introduction of an issue, next to the articles that it holds. */
export function introductionWithin({ introduction = '', slug, url }: Issue): string {
  return anchorsAmongOthers(introduction, { name: slug, url });
}

/** Articles that make one part of an issue. */
export type Group = readonly [IssueItem, ...IssueItem[]];

/** The items of an issue one by one, but titles that follow each other together, to be read as one list. */
export function groupItems(items: readonly IssueItem[]): Group[] {
  const groups: [IssueItem, ...IssueItem[]][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (item.layout === 'headline' && last?.[0].layout === 'headline') last.push(item);
    else groups.push([item]);
  }
  return groups;
}
