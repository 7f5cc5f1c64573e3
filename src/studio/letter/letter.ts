import { Hono } from 'hono';
import { html } from 'hono/html';
import { fallbackValues, fillLetter } from '../../email/slots.ts';
import { everywhere, policyOfFrames } from '../guard.ts';
import { page } from '../layout.ts';
import { emptyFrame, framed, siteAddresses } from '../site.ts';
import type { Studio } from '../studio.ts';

/** The letter of an article or an issue. */
export function letterRoutes(studio: Studio): Hono {
  const { session } = studio;
  return new Hono()
    .get('/letters/:name', async (context) => {
      const name = context.req.param('name');
      const item = (await session.items()).find((one) => one.name === name);
      const { fault } = await session.state(name);
      const title = item?.title ?? name;
      const main = html`<h1>${title}</h1>
<iframe class="letter" data-live title="The letter" sandbox="allow-same-origin allow-popups" src="${studio.href('letters', name, 'frame')}"></iframe>`;
      return context.html(page(studio, { title, item, tab: 'letter', main, fault }), item ? 200 : 404);
    })
    .get('/letters/:name/frame', async (context) => {
      const name = context.req.param('name');
      const { good } = await session.state(name);
      const headers = { ...everywhere, 'Content-Security-Policy': policyOfFrames };
      if (!good) return context.html(emptyFrame('The publication cannot be read yet.'), 503, headers);
      const { issue, letters } = await good.fitted(name);
      const filled = fillLetter(letters[0], fallbackValues(issue, good.prepared.publication.settings));
      return context.html(framed(filled.html, siteAddresses(studio, good, '', name)), 200, headers);
    });
}
