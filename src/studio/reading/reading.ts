import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { everywhere, policyOfFrames } from '../guard.ts';
import type { Item } from '../items.ts';
import { page } from '../layout.ts';
import { shownName } from '../letter/opened-letter.ts';
import { missingItem } from '../missing-item.ts';
import type { StudioState } from '../session.ts';
import { emptyFrame } from '../site.ts';
import type { Studio } from '../studio.ts';
import { feedRoutes } from './feed-routes.ts';
import { siteDocument } from './site-frame.ts';
import { pageToolbar, readPageQuery, siteFrame, sitePathOf, sitePaths } from './site-views.ts';

/** Pages and feeds as readers see them. */
export function readingRoutes(studio: Studio): Hono {
  const app = new Hono();
  const styles = ['letter', 'reading'];
  app.get('/pages', async (context) => {
    const { good, fault } = await studio.session.state();
    const asked = new URL(context.req.url).searchParams;
    const query = readPageQuery(asked);
    const paths = good ? sitePaths(good) : [];
    const path = paths.find(([one]) => one === asked.get('path'))?.[0] ?? paths[0]?.[0];
    const options = paths.map(
      ([one, words]) => html`<option value="${one}"${one === path && raw(' selected')}>${words}</option>`,
    );
    const main = html`<h1>Site</h1>${
      path === undefined
        ? html`<p class="notice">${good ? 'Another program makes the site of this publication (“site: false”), so there are no pages to see here.' : 'The publication cannot be read yet.'}</p>`
        : html`${pageToolbar(studio.href('pages'), query, html`<label class="choice">Page <select name="path">${options}</select></label>`)}
${siteFrame(studio, path, query)}`
    }`;
    return context.html(page(studio, { title: 'Site', tab: 'pages', main, fault, styles, scripts: ['letter'] }));
  });
  app.get('/pages/:name', async (context) => {
    const name = context.req.param('name');
    const { item, good, fault } = await stateOf(studio, name);
    const query = readPageQuery(new URL(context.req.url).searchParams);
    const path = good && item && sitePathOf(good, name);
    const title = item?.title ?? name;
    const main = !item
      ? await missingItem(studio, name)
      : html`${
          path === undefined
            ? html`<p class="notice">${!good || good.config.settings.site ? 'The page is here as soon as the problem above is mended.' : 'Another program makes the site of this publication (“site: false”), so there is no page to be seen.'}</p>`
            : html`${pageToolbar(studio.href('pages', name), query, '')}${siteFrame(studio, path, query, shownName(item))}`
        }`;
    const view = { title, item, tab: 'page', main, fault, styles, scripts: ['letter'] };
    return context.html(page(studio, view), item || fault ? 200 : 404);
  });
  app.get('/site-frame', async (context) => {
    const asked = new URL(context.req.url).searchParams;
    const show = asked.get('show') ?? undefined;
    const { good } = await studio.session.state(show);
    const { scheme } = readPageQuery(asked);
    const headers = { ...everywhere, 'Content-Security-Policy': policyOfFrames };
    const document = good && (await siteDocument(studio, good, asked.get('path') ?? '', { scheme, show }));
    if (!document) return context.html(emptyFrame('The publication has no such page.'), 404, headers);
    return context.body(document.text, 200, { ...headers, 'Content-Type': `${document.type}; charset=utf-8` });
  });
  app.route('/', feedRoutes(studio));
  return app;
}

/** The item of a name, with the publication in which it can be seen. */
async function stateOf(studio: Studio, name: string): Promise<StudioState & { readonly item: Item | undefined }> {
  const item = (await studio.session.items()).find((one) => one.name === name);
  return { item, ...(await studio.session.state(shownName(item))) };
}
