import type { MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import type { Item } from './items.ts';
import { page } from './layout.ts';
import type { Studio } from './studio.ts';

/** The views of one item, by the first part of their addresses, and the kind of item where they are of one only. */
const viewsOfItems: Readonly<Record<string, { readonly tab: string; readonly kind?: Item['kind'] }>> = {
  letters: { tab: 'letter' },
  pages: { tab: 'page' },
  feeds: { tab: 'feed' },
  checks: { tab: 'checks' },
  send: { tab: 'send' },
  issues: { tab: 'curate', kind: 'issue' },
  articles: { tab: 'publish', kind: 'article' },
};

/** Answers for every view of an item whose file cannot be read: by its problems, for there is nothing else to see. */
export function unreadItemViews(studio: Studio, base: string): MiddlewareHandler {
  return async (context, next) => {
    const [place = '', name = ''] = context.req.path.slice(base.length + 1).split('/');
    const view = Object.hasOwn(viewsOfItems, place) ? viewsOfItems[place] : undefined;
    const item = view && name !== '' ? await unreadItem(studio, decoded(name), view.kind) : undefined;
    if (!view || !item) return next();
    if (context.req.path.endsWith('/counts')) return context.json(countsOf(item.problems));
    const main = html`<p class="notice warning">This ${item.kind} cannot be read yet. It is here as soon as its file is mended.</p>`;
    return context.html(page(studio, { title: item.title, item, tab: view.tab, main, fault: item.problems }), 422);
  };
}

/** As the tab Checks counts those of other items. */
function countsOf(problems: Item['problems'] = []) {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: problems.length - errors };
}

async function unreadItem({ session }: Studio, name: string, kind: Item['kind'] | undefined) {
  const items = await session.items();
  return items.find((item) => item.isUnread && item.name === name && (kind === undefined || item.kind === kind));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
