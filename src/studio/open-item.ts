import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Item } from './items.ts';
import { page } from './layout.ts';
import { missingItem } from './missing-item.ts';
import type { Good, StudioState } from './session.ts';
import type { Studio } from './studio.ts';

/** The item of an address `…/:name`, and the publication with it as if it were published. */
export interface OpenItem {
  readonly item: Item;
  readonly state: StudioState;
}

/**
 * Answers for the item that an address names: a page that says so where there is none, or where the publication was
 * never good and its fault is all that there is to show.
 */
export async function withItem(
  studio: Studio,
  context: Context,
  answer: (good: Good, open: OpenItem) => Promise<Response>,
): Promise<Response> {
  const { session } = studio;
  const name = context.req.param('name')!;
  const item = (await session.items()).find((one) => one.name === name);
  const state = await session.state(item && name);
  if (!state.good) {
    const main = html`<h1>Nothing can be shown yet</h1>`;
    return context.html(page(studio, { title: 'A problem', tab: '', main, fault: state.fault }), 422);
  }
  if (item) return answer(state.good, { item, state });
  const main = await missingItem(studio, name);
  return context.html(
    page(studio, { title: studio.session.gone(name)?.title ?? name, tab: '', main, fault: state.fault }),
    404,
  );
}
