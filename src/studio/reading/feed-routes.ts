import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { findIssue } from '../../publish/issues/find-issue.ts';
import { everywhere, policyOfFrames } from '../guard.ts';
import { page } from '../layout.ts';
import { shownName } from '../letter/opened-letter.ts';
import { missingItem } from '../missing-item.ts';
import type { Good } from '../session.ts';
import { emptyFrame, framed, siteAddresses } from '../site.ts';
import type { Html, Studio } from '../studio.ts';
import { comparison, entryDocument, entryList, type FeedFormat, feedFormats, feedTabs } from './feed-views.ts';
import { type FeedChoice, feedChoices, readFeeds } from './read-feeds.ts';
import { schemeChoice, siteFrame } from './site-views.ts';

/** What an address says of how a feed is looked at. */
interface FeedQuery {
  readonly view: '' | 'compare' | 'styled';
  readonly format: FeedFormat;
  /** The path of its Atom form. */
  readonly feed: string | undefined;
  readonly entry: number;
  readonly scheme: 'light' | 'dark';
}

/** The feeds of the publication, and the entry of one item. */
export function feedRoutes(studio: Studio): Hono {
  const app = new Hono();
  const look = { styles: ['letter', 'reading'], scripts: ['letter'] };
  app.get('/feeds', async (context) => {
    const { good, fault } = await studio.session.state();
    const query = readFeedQuery(context.req.url);
    const feeds = good ? feedChoices(good) : [];
    const feed = feeds.find(({ paths }) => paths.atom === query.feed) ?? feeds[0];
    const body = good && feed ? await feedView(studio, good, { query, feed, feeds }) : nothing(good);
    const main = html`<h1>Feeds</h1>${body}`;
    return context.html(page(studio, { title: 'Feeds', tab: 'feeds', main, fault, ...look }));
  });
  app.get('/feeds/:name', async (context) => {
    const name = context.req.param('name');
    const item = (await studio.session.items()).find((one) => one.name === name);
    const { good, fault } = await studio.session.state(shownName(item));
    const query = readFeedQuery(context.req.url);
    const title = item?.title ?? name;
    const body = good && item ? await itemView(studio, good, { query, name, show: shownName(item) }) : nothing(good);
    const main = item ? body : await missingItem(studio, name);
    return context.html(page(studio, { title, item, tab: 'feed', main, fault, ...look }), item || fault ? 200 : 404);
  });
  app.get('/feed-frame', async (context) => {
    const query = readFeedQuery(context.req.url);
    const show = context.req.query('show');
    const { good } = await studio.session.state(show);
    const headers = { ...everywhere, 'Content-Security-Policy': policyOfFrames };
    const feed = good && feedChoices(good).find(({ paths }) => paths.atom === query.feed);
    const read = feed && (await readFeeds(good, feed))[query.format];
    const entry = read?.entries[query.entry];
    if (!good || !feed || !entry) return context.html(emptyFrame('The feed has no such entry.'), 404, headers);
    const document = entryDocument(entry, entry.language ?? read.language ?? 'en', query.scheme);
    return context.html(framed(document, siteAddresses(studio, good, feed.paths[query.format], show)), 200, headers);
  });
  return app;
}

function readFeedQuery(url: string): FeedQuery {
  const asked = new URL(url).searchParams;
  const view = asked.get('view');
  const format = asked.get('format') ?? '';
  return {
    view: view === 'compare' || view === 'styled' ? view : '',
    format: format in feedFormats ? (format as FeedFormat) : 'atom',
    feed: asked.get('feed') ?? undefined,
    entry: Math.max(0, Math.floor(Number(asked.get('entry'))) || 0),
    scheme: asked.get('scheme') === 'dark' ? 'dark' : 'light',
  };
}

const noFeeds = 'This publication has no feeds (“feeds: false” in tidings.yaml), so there is nothing to be seen here.';

function nothing(good: Good | undefined): Html {
  return html`<p class="notice">${good ? noFeeds : 'The publication cannot be read yet.'}</p>`;
}

interface FeedsAsked {
  readonly query: FeedQuery;
  readonly feed: FeedChoice;
  readonly feeds: readonly FeedChoice[];
}

async function feedView(studio: Studio, good: Good, { query, feed, feeds }: FeedsAsked): Promise<Html> {
  const { view, format, entry, scheme } = query;
  const kept = { ...(feed !== feeds[0] && { feed: feed.paths.atom }), ...(scheme === 'dark' && { scheme }) };
  const chosen = { ...kept, ...(format !== 'atom' && { format }) };
  const options = feeds.map(
    (one) => html`<option value="${one.paths.atom}"${one === feed && raw(' selected')}>${one.title}</option>`,
  );
  const choice = feeds.length > 1 && html`<label class="choice">Feed <select name="feed">${options}</select></label>`;
  const fields = html`${view !== '' && html`<input type="hidden" name="view" value="${view}">`}${choice}
${view !== 'compare' && html`${formatChoice(view, format)}${schemeChoice(scheme)}`}<button data-no-script>Show</button>`;
  const toolbar = html`<form class="toolbar" id="letter-look" action="${studio.href('feeds')}">${fields}</form>`;
  const tabs = feedTabs(studio, undefined, view === 'compare' ? kept : chosen, view);
  if (view === 'compare') return html`${tabs}${toolbar}${comparison(await readFeeds(good, feed))}`;
  if (view === 'styled') return html`${tabs}${toolbar}${styledFeed(studio, feed, format, scheme)}`;
  const read = (await readFeeds(good, feed))[format];
  const open = Math.min(entry, Math.max(0, read.entries.length - 1));
  const to = (index: number) => studio.href('feeds', { ...chosen, entry: index === 0 ? undefined : String(index) });
  return html`${tabs}${toolbar}<div class="reader">${entryList(read, open, to)}
${read.entries.length > 0 && entryFrame(studio, { feed, format, scheme, entry: open })}</div>`;
}

function formatChoice(view: FeedQuery['view'], format: FeedFormat): Html {
  // Browsers show JSON as it is.
  const formats = (Object.keys(feedFormats) as FeedFormat[]).filter((one) => view !== 'styled' || one !== 'json');
  return html`<label class="choice">Format <select name="format">${formats.map(
    (one) => html`<option value="${one}"${one === format && raw(' selected')}>${feedFormats[one]}</option>`,
  )}</select></label>`;
}

function styledFeed(studio: Studio, { paths }: FeedChoice, format: FeedFormat, scheme: 'light' | 'dark'): Html {
  const path = format === 'rss' ? paths.rss : paths.atom;
  return html`<p class="note">A browser that opens ${path} shows it so. Feed readers never see this style sheet.</p>${siteFrame(studio, path, { scheme })}`;
}

interface EntryAsked {
  readonly feed: FeedChoice;
  readonly format: FeedFormat;
  readonly scheme: 'light' | 'dark';
  readonly entry: number;
  readonly show?: string | undefined;
}

function entryFrame(studio: Studio, { feed, format, scheme, entry, show }: EntryAsked): Html {
  const source = studio.href('feed-frame', { feed: feed.paths.atom, format, scheme, entry: String(entry), show });
  return html`<iframe class="sized wide" id="letter-frame" data-live data-fit title="The entry" sandbox="allow-same-origin allow-popups" src="${source}"></iframe>`;
}

interface ItemAsked {
  readonly query: FeedQuery;
  readonly name: string;
  readonly show: string | undefined;
}

/** The entry of an article in the main feed, or of an issue in the feed of issues. */
async function itemView(studio: Studio, good: Good, { query, name, show }: ItemAsked): Promise<Html> {
  const { publication } = good.prepared;
  const issue = publication.issues?.find(({ slug }) => slug === name);
  const url = URL.parse(issue?.url ?? findIssue(good.prepared, name).items[0]?.article.url ?? '')?.href;
  if (!publication.settings.syndicated) return nothing(good);
  const path = issue ? 'issues/atom.xml' : publication.settings.feeds.paths.atom;
  const feed = feedChoices(good).find(({ paths }) => paths.atom === path);
  const read = feed && (await readFeeds(good, feed));
  const entry = read?.[query.format].entries.findIndex((one) => one.url === url) ?? -1;
  if (!feed || !read || entry < 0)
    return html`<p class="notice">${feed ? 'It is in no feed any more: newer entries fill it.' : 'It is in no feed.'}</p>`;
  const { view, format, scheme } = query;
  const kept = { ...(format !== 'atom' && { format }), ...(scheme === 'dark' && { scheme }) };
  const tabs = feedTabs(studio, name, kept, view);
  if (view === 'compare') return html`${tabs}${comparison(read, url)}`;
  return html`${tabs}<form class="toolbar" id="letter-look" action="${studio.href('feeds', name)}">${formatChoice('', format)}${schemeChoice(scheme)}<button data-no-script>Show</button></form>
<div class="stage">${entryFrame(studio, { feed, format, scheme, entry, show })}</div>`;
}
