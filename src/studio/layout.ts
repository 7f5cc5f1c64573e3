import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { escapeXml } from '../lib/escape.ts';
import type { Problem } from '../model/problem.ts';
import { faultPanel, faultsElsewhere, placeLink } from './fault.ts';
import { firstView, itemList, statusBadge } from './item-list.ts';
import type { Item } from './items.ts';
import type { Html, Studio } from './studio.ts';

/** A view, and the names of its tab, of style sheets of `templates/studio` and of client modules. */
export interface View {
  readonly title: string;
  readonly item?: Item | undefined;
  /** Marks the navigation. */
  readonly tab: string;
  readonly main: Html;
  readonly aside?: Html;
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
  readonly fault?: readonly Problem[] | undefined;
  /** The words of the search. */
  readonly query?: string;
}

/** Links of the whole publication, and of one item; a feature adds its line here. */
const ofAll: readonly (readonly [tab: string, words: string, path: readonly string[]])[] = [
  ['items', 'Letters', []],
  ['pages', 'Site', ['pages']],
  ['feeds', 'Feeds', ['feeds']],
  ['look', 'Look', ['look']],
];

/** Views of one article or issue: a feature adds its line here. */
const ofItem: readonly (readonly [tab: string, words: string, path: string])[] = [
  ['letter', 'Letter', 'letters'],
  ['page', 'Page', 'pages'],
  ['feed', 'In feeds', 'feeds'],
  ['checks', 'Checks', 'checks'],
  ['send', 'Send', 'send'],
];

/** The view in which an item of a kind is changed. */
const ofKind = { issue: ['curate', 'Curate', 'issues'], article: ['publish', 'Publish', 'articles'] } as const;

/** The whole page around a view. */
export async function page(studio: Studio, view: View): Promise<HtmlEscapedString> {
  const { session } = studio;
  const { good } = await session.state();
  const items = await session.items();
  const title = good?.config.settings.title ?? 'Tidings';
  const styles = ['studio', ...(view.styles ?? [])];
  const scripts = ['main', ...(view.scripts ?? [])];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${view.title} · ${title} · Tidings studio</title>
<link rel="icon" href="data:,">
${styles.map((name) => html`<link rel="stylesheet" href="${studio.href('styles', `${name}.css`)}">\n`)}
${scripts.map((name) => moduleTag(studio.href('client', `${name}.js`)))}
</head>
<body data-revision="${session.revision}" data-events="${studio.href('events')}">
<a class="skip" href="#main">Skip to the view</a>
<header class="bar">
<p class="brand"><a href="${studio.href()}">${title}</a></p>
<nav aria-label="Publication"><ul>${ofAll.map(
    ([tab, words, path]) =>
      html`<li><a href="${studio.href(...path)}"${markOf(tab, view)}>${tab === 'items' && good?.config.settings.letters === false ? 'Articles' : words}</a></li>`,
  )}</ul></nav>
<p class="live" id="live" role="status"></p>
</header>
<nav class="sidebar" aria-label="Articles and issues">${itemList(studio, items, { view: good ? firstView(good.config.settings) : 'letters', current: view.item, query: view.query })}</nav>
<main id="main" tabindex="-1">
${view.item && itemHead(studio, view.item)}
${view.item && itemViews(studio, view.item, view.tab)}
${view.fault && faultParts(studio, view, items)}
${view.main}
</main>
${view.aside && html`<aside>${view.aside}</aside>`}
</body>
</html>
` as Promise<HtmlEscapedString>;
}

/** Problems of other files that have errors are told in a line, but on the first page, which lists these. */
function faultParts(studio: Studio, { fault = [], item, tab, query }: View, items: readonly Item[]): Html {
  const others = new Set(items.flatMap(({ problems, file }) => (problems && file !== item?.file ? [file] : [])));
  const isFirst = tab === 'items' && query === undefined;
  const isElsewhere = ({ file }: Problem) => !isFirst && file !== undefined && others.has(file);
  const [here, elsewhere] = [fault.filter((one) => !isElsewhere(one)), fault.filter(isElsewhere)];
  return html`${here.length > 0 && faultPanel(studio, here)}${elsewhere.length > 0 && faultsElsewhere(studio, elsewhere)}`;
}

/** Every view of an item is among the letters. */
function markOf(tab: string, { item, tab: open }: View): Html | undefined {
  if (item) return tab === 'items' ? raw(' aria-current="true"') : undefined;
  return tab === open ? raw(' aria-current="page"') : undefined;
}

/** No literal of a template, for the bundler would ask for help with one that ends a script. */
function moduleTag(address: string): Html {
  return raw(`<script type="module" src="${escapeXml(address)}"></script>\n`);
}

/** The title, and what there is to know of every view. */
function itemHead(studio: Studio, item: Item): Html {
  const { title, kind, date, file, line } = item;
  return html`<header class="head"><h1>${title}</h1>
<p class="facts">${kind === 'issue' && html`<span class="badge issue">issue</span>`}${statusBadge(item)}${date && html`<time datetime="${date}">${date.slice(0, 10)}</time>`}${placeLink(studio, { file, line: studio.editor === undefined ? undefined : line })}${item.carriedBy && html`<a href="${studio.href('letters', item.carriedBy)}">in ${item.carriedBy}</a>`}</p>${item.awaits && awaitsNote(studio, item.awaits)}</header>`;
}

/** An issue is held back as long as an article that it names is. */
function awaitsNote(studio: Studio, awaits: NonNullable<Item['awaits']>): Html {
  return html`<p class="notice">This issue waits for ${awaits.map(
    ({ name, title, status }, index) =>
      html`${index > 0 && ', '}<a href="${studio.href('letters', name)}">${title}</a> (${status === 'draft' ? 'a draft' : 'to come'})`,
  )}. Here it is shown as if ${awaits.length === 1 ? 'that article were' : 'these articles were'} published.</p>`;
}

function itemViews(studio: Studio, { name, kind }: Item, open: string): Html {
  const [change, word, folder] = ofKind[kind];
  return html`<nav class="views" aria-label="Views of the item"><ul>${ofItem.map(
    ([tab, words, path]) =>
      html`<li><a href="${studio.href(path, name)}"${tab === open && raw(' aria-current="page"')}>${words}${
        // How many findings there are is asked for once the page is seen.
        tab === 'checks' &&
        html` <span class="counts" data-keep data-from="${studio.href('checks', name, 'counts')}"></span>`
      }</a></li>`,
  )}<li><a href="${studio.href(folder, name, change)}"${change === open && raw(' aria-current="page"')}>${word}</a></li></ul></nav>`;
}
