import { html } from 'hono/html';
import { firstView } from './item-list.ts';
import { noNewsletter } from './no-newsletter.ts';
import type { Html, Studio } from './studio.ts';

/** In place of a view of an item that is not there, or not any more. */
export async function missingItem(studio: Studio, name: string): Promise<Html> {
  const { session } = studio;
  const items = await session.items();
  const gone = session.gone(name);
  const back = html`<p><a class="button" href="${studio.href()}">All articles and issues</a></p>`;
  const { good } = await session.state();
  if (!good)
    return html`<h1>Nothing can be shown yet</h1><p class="notice">It is here as soon as the problem above is mended.</p>`;
  const none = gone ? undefined : await noNewsletter(studio);
  if (none) return html`<h1>There is no “${name}”</h1>${none}${back}`;
  if (!gone) return html`<h1>There is no “${name}”</h1><p>No article and no issue has this name.</p>${back}`;
  const { title, file, id, kind } = gone;
  const other = items.find(
    (one) => one.kind === kind && (id !== undefined && one.id === id ? true : one.title === title),
  );
  return html`<h1>${title}</h1>
<p class="notice warning"><code>${file}</code> is gone. This view is here again as soon as the file is.</p>
${other && html`<p>Has it another name now? <a href="${studio.href(firstView(good.config.settings), other.name)}">${other.title}</a> is in <code>${other.file}</code>.</p>`}
${back}`;
}
