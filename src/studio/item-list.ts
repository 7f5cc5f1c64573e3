import { basename } from 'node:path';
import { html, raw } from 'hono/html';
import type { Settings } from '../model/publication.ts';
import type { Item } from './items.ts';
import { searchRanked } from './search.ts';
import type { Html, Studio } from './studio.ts';

/** How many items a sidebar or a page of the list shows. */
const most = 60;

const badges: Readonly<Record<Item['status'], string>> = {
  published: '',
  sent: 'sent',
  draft: 'draft',
  future: 'to come',
  broken: 'has errors',
};

/** The view to which lists lead: a publication need not have letters, nor a site. */
export function firstView({ letters, site }: Pick<Settings, 'letters' | 'site'>): 'letters' | 'pages' | 'feeds' {
  return letters ? 'letters' : site ? 'pages' : 'feeds';
}

/** How a row of a list is. */
interface RowPlace {
  /** Where it leads. */
  readonly view: ReturnType<typeof firstView>;
  readonly current?: Item | undefined;
  /** The words of the search, as its field has them. */
  readonly query?: string | undefined;
  /** Begins its id. */
  readonly list?: string;
}

/** The newest items, and the way to all of them. */
export function itemList(studio: Studio, items: readonly Item[], place: RowPlace): Html {
  const { current, query = '' } = place;
  const shown = items.slice(0, most);
  const isFar = current && !shown.some(({ name, kind }) => name === current.name && kind === current.kind);
  return html`<div class="find"><form class="search" action="${studio.href()}" role="search">
<label for="q" class="hidden-label">Search articles and issues</label>
<input type="search" id="q" name="q" value="${query}" placeholder="Search" autocomplete="off">
</form><a class="button" href="${studio.href('new')}" title="A new article or issue">New</a></div>
<ul class="list">${[...(isFar ? [current] : []), ...shown].map((item) => itemRow(studio, item, place))}</ul>
<p class="more"><a href="${studio.href({ page: '1' })}">All ${items.length} ${place.view === 'letters' ? 'articles and issues' : 'articles'}</a></p>`;
}

/** One line of a list: the title, the day, and the state where it is not simply published. */
export function itemRow(studio: Studio, item: Item, { view, current, list = 'item' }: RowPlace): Html {
  const { name, title, kind, date, carriedBy } = item;
  const isCurrent = current?.name === name && current.kind === kind;
  return html`<li><a class="item" id="${list}-${kind}-${name}" href="${studio.href(view, name)}"${isCurrent && raw(' aria-current="page"')}>
<span class="title">${title}</span>
<span class="facts">${kind === 'issue' && html`<span class="badge issue">issue</span> `}${statusBadge(item)}${date && html`<time datetime="${date}">${date.slice(0, 10)}</time>`}${carriedBy && html` <span class="carried">in ${carriedBy}</span>`}</span>
</a></li>\n`;
}

/** The state of an item that is not simply published. */
export function statusBadge({ status }: Item): Html | undefined {
  return badges[status] === '' ? undefined : html`<span class="badge ${status}">${badges[status]}</span> `;
}

/** The items that hold each of some words, the best first. */
export function searched(items: readonly Item[], query: string): readonly Item[] {
  return searchRanked(items, query, ({ title, name, file, tags }) => {
    return { title, tags, others: [name, file, basename(file)] };
  });
}
