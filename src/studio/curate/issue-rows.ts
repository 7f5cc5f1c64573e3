import { html, raw } from 'hono/html';
import type { Article } from '../../model/article.ts';
import type { ItemLayout } from '../../model/issue.ts';
import { letterNames } from '../../model/letter-name.ts';
import { dayOf } from '../../publish/issues/assemble.ts';
import type { IssueFields, ListedArticle } from '../../publish/issues/edit-issue.ts';
import { finder, type Meant } from '../../publish/issues/entries.ts';
import type { Prepared } from '../../publish/prepare.ts';
import { searchRanked } from '../search.ts';
import type { Html } from '../studio.ts';

/** An article in the list of an issue, as the view shows it. */
export interface ChosenRow {
  readonly slug: string;
  readonly id: string;
  /** By which it is known among the articles that can be chosen; empty if it is none of them. */
  readonly name: string;
  readonly title: string;
  readonly day: string;
  readonly layout?: ItemLayout | undefined;
  /** Why it is not in the letter, if it is not. */
  readonly fault?: string;
}

/** An article that an issue may choose, or may not yet. */
export interface ChoiceRow extends ChosenRow {
  /** The slug of the issue that has it already. */
  readonly carriedBy?: string;
  readonly held?: 'draft' | 'to come';
  readonly tags: readonly string[];
}

/** The articles that the file of an issue names, or those that its rule chooses. */
export function chosenRows(prepared: Prepared, slug: string, { articles }: IssueFields): readonly ChosenRow[] {
  const { publication, lock } = prepared;
  const { choosable, held } = asBuilt(prepared);
  const names = letterNames(choosable.articles);
  const row = (article: Article, own: Pick<ListedArticle, 'slug' | 'id' | 'layout'>): ChosenRow => ({
    slug: own.slug ?? (own.id === undefined ? names.get(article)! : ''),
    id: own.id ?? (own.slug === undefined ? article.id : ''),
    name: names.get(article)!,
    title: article.title,
    day: dayOf(article.published, publication.settings.timezone),
    layout: own.layout,
  });
  if (!articles) {
    const made = publication.issues?.find((issue) => issue.slug === slug);
    return (made?.items ?? []).map(({ article }) => row(article, {}));
  }
  const find = finder({
    settings: publication.settings,
    ...choosable,
    entries: lock.entries,
    redirects: publication.redirects ?? [],
    held,
  });
  return articles.map((entry) => {
    const meant = find(entry);
    if ('article' in meant) return row(meant.article, entry);
    const { slug: own = '', id = '', layout } = entry;
    return { slug: own, id, name: '', title: own || id, day: '', layout, fault: faultOf(meant) };
  });
}

function faultOf(meant: Exclude<Meant, { article: unknown }>): string {
  if ('awaited' in meant) return 'still to come';
  return 'gone' in meant ? 'removed' : meant.fault.message;
}

/** The articles of a build: those that are shown with an issue as if they were published are held back. */
function asBuilt({ choosable, held, shownToo }: Prepared): Pick<Prepared, 'choosable' | 'held'> {
  if (shownToo.length === 0) return { choosable, held };
  const urls = new Set(shownToo.map(({ url }) => url));
  return {
    choosable: { ...choosable, articles: choosable.articles.filter(({ url }) => !urls.has(url)) },
    held: {
      ...held,
      drafts: [...held.drafts, ...shownToo.filter(({ draft }) => draft)],
      future: [...held.future, ...shownToo.filter(({ draft }) => !draft)],
    },
  };
}

/** How many articles one answer lists. */
const mostChoices = 100;

/** Those that no issue has carried, then those that are held back, then all others; the newest first. */
export function choiceRows(prepared: Prepared, slug: string, query: string): readonly ChoiceRow[] {
  const { carried, publication } = prepared;
  const { choosable, held } = asBuilt(prepared);
  const { timezone } = publication.settings;
  const names = letterNames(choosable.articles);
  const published = choosable.articles.map((article): ChoiceRow => {
    const carrier = carried.get(article.id);
    return {
      slug: names.get(article)!,
      id: article.id,
      name: names.get(article)!,
      title: article.title,
      day: dayOf(article.published, timezone),
      tags: article.tags,
      ...(carrier !== undefined && carrier !== slug && { carriedBy: carrier }),
    };
  });
  const waiting = [...held.drafts, ...held.future].map(
    (one): ChoiceRow => ({
      slug: one.slug,
      id: '',
      name: '',
      title: one.title,
      day: one.published === undefined ? '' : dayOf(one.published, timezone),
      held: one.draft ? 'draft' : 'to come',
      tags: one.tags,
    }),
  );
  const all = [
    ...published.filter(({ carriedBy }) => !carriedBy),
    ...waiting,
    ...published.filter(({ carriedBy }) => carriedBy),
  ];
  return searchRanked(all, query, ({ title, slug: own, day, tags }) => ({ title, tags, others: [own, day] }));
}

const layouts = ['full', 'summary', 'headline'] as const;

/** The options of a layout; `none` are the words for the one that is not given. */
export function layoutOptions(chosen: string | undefined, none: string): Html {
  return html`<option value="">${none}</option>${layouts.map((one) => html`<option value="${one}"${one === chosen && raw(' selected')}>${one}</option>`)}`;
}

/** The rows of an issue. Their ids are those of the articles, so that a repaint moves none that is where it belongs. */
export function chosenItems(rows: readonly ChosenRow[]): readonly Html[] {
  const counts = new Map<string, number>();
  return rows.map((row) => {
    const name = row.name || row.slug || row.id;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return chosenItem(row, count === 1 ? name : `${name}-${count}`);
  });
}

/** A row of the list of an issue. An empty one is the template of those that are added. */
export function chosenItem({ slug, id, name, title, day, layout, fault }: ChosenRow, key: string): Html {
  return html`<li class="row" id="listed-${key}" data-slug="${slug}" data-id="${id}" data-name="${name}" data-title="${title}">
<span class="grip" data-drag aria-hidden="true"></span>
<div class="what"><span class="title">${title}</span>
<span class="facts"><span class="day">${day}</span>${fault !== undefined && html` <span class="badge error">${fault}</span>`}</span></div>
<select data-layout aria-label="Layout of ${title}">${layoutOptions(layout, 'as the issue')}</select>
<span class="moves"><button type="button" data-move="up" aria-label="Move ${title} up" aria-keyshortcuts="Alt+ArrowUp" title="Up (Alt+↑)">↑</button><button type="button" data-move="down" aria-label="Move ${title} down" aria-keyshortcuts="Alt+ArrowDown" title="Down (Alt+↓)">↓</button><button type="button" data-remove aria-label="Take ${title} out" title="Take out">×</button></span>
</li>
`;
}

/** The articles that can be chosen. */
export function choiceList(rows: readonly ChoiceRow[], query: string): Html {
  const rest = rows.length - mostChoices;
  if (rows.length === 0)
    return html`<p class="note">${query ? `No article holds “${query}” in its title, its tags or its name.` : 'There is no article yet.'}</p>`;
  return html`<ul class="rows" aria-label="Articles to choose from">${rows.slice(0, mostChoices).map(choiceItem)}</ul>
${rest > 0 && html`<p class="note">${rest} more. Search by words of the title to find them.</p>`}`;
}

function choiceItem({ slug, id, name, title, day, carriedBy, held }: ChoiceRow): Html {
  const isFree = held === undefined;
  return html`<li class="row" id="choice-${held ? `held-${slug}` : name}" data-slug="${slug}" data-id="${id}" data-name="${name}" data-title="${title}" data-day="${day}"${!isFree && raw(' data-held')}>
<span class="grip"${isFree && raw(' data-drag')} aria-hidden="true"></span>
<div class="what"><span class="title">${title}</span>
<span class="facts">${day && html`<span class="day">${day}</span>`}${carriedBy !== undefined && html` <span class="badge">already in ${carriedBy}</span>`}${held && html` <span class="badge ${held === 'draft' ? 'draft' : 'future'}">${held}</span>`}</span></div>
${isFree && html`<button type="button" data-add aria-label="Add ${title}">Add</button>`}
</li>
`;
}
