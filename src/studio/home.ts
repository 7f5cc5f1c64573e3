import { Hono } from 'hono';
import { html } from 'hono/html';
import { grouped } from '../lib/count-words.ts';
import { atWork, firstSteps } from './at-work.ts';
import { firstView, itemRow, searched } from './item-list.ts';
import { page } from './layout.ts';
import { unreadIssues } from './no-newsletter.ts';
import type { Studio } from './studio.ts';

const perPage = 100;

/** Shows the items at work, the list of all items in pages, and the finds of a search. */
export function homeRoutes(studio: Studio): Hono {
  return new Hono().get('/', async (context) => {
    const { fault, good } = await studio.session.state();
    const items = await studio.session.items();
    if (good && !['q', 'page'].some((name) => context.req.query(name))) {
      const { settings } = good.config;
      const main = items.length === 0 ? firstSteps(studio, settings) : atWork(studio, items, settings);
      return context.html(
        page(studio, { title: 'At work', tab: 'items', main: html`${main}${await unreadIssues(good)}`, fault }),
      );
    }
    const query = (context.req.query('q') ?? '').slice(0, 200);
    const found = query ? searched(items, query) : items;
    const last = Math.max(1, Math.ceil(found.length / perPage));
    const number = Math.min(last, Math.max(1, Number(context.req.query('page')) || 1));
    const view = good ? firstView(good.config.settings) : 'letters';
    const shown = found.slice((number - 1) * perPage, number * perPage);
    const at = (to: number) => studio.href({ ...(query && { q: query }), page: String(to) });
    const words = query
      ? `${found.length === 0 ? 'Nothing' : grouped(found.length)} found for “${query}”`
      : 'Articles and issues';
    const main = html`<h1>${words}</h1>
${found.length === 0 && html`<p class="note">Titles, tags and names of files are searched.</p>`}<ul class="list wide">${shown.map((item) => itemRow(studio, item, { view }))}</ul>
${
  last > 1 &&
  html`<nav class="pages" aria-label="Pages of the list"><p>${number > 1 && html`<a class="button" href="${at(number - 1)}" rel="prev">Newer</a>`}
Page ${number} of ${last}
${number < last && html`<a class="button" href="${at(number + 1)}" rel="next">Older</a>`}</p></nav>`
}`;
    return context.html(page(studio, { title: words, tab: 'items', main, fault, query }));
  });
}
