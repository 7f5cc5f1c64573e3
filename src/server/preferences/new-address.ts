import type { Context, Hono } from 'hono';
import { oneLine } from '../../lib/escape.ts';
import { type NewAddress, readNewAddress, takeNewAddress } from '../../sign-ups/new-address.ts';
import { serverWordsFor } from '../../strings/tables.ts';
import type { Doors } from '../doors.ts';
import { answerOnce, brokenLink, type HolderAnswer } from '../holder.ts';
import { actPage } from './page.ts';

/** The link in the mail to a new address: a GET shows a button, and a POST makes the address the reader's. */
export function addNewAddress(app: Hono, doors: Doors): void {
  const path = `${doors.base}address/:token{.+}`;
  app.get(path, (context) => answered(context, doors, (ticket) => ask(doors, ticket)));
  app.post(path, (context) => answered(context, doors, (ticket) => take(doors, ticket)));
}

async function answered(
  context: Context,
  doors: Doors,
  act: (ticket: NewAddress) => Promise<HolderAnswer>,
): Promise<Response> {
  // Some mail programs take a sign behind a link for a part of it.
  const token = /^[\w-]*/.exec(context.req.param('token') ?? '')![0];
  const ticket = readNewAddress(doors.key, token, doors.clock());
  const isOurs = ticket !== undefined && ticket.list === doors.store.subscribers.list;
  return answerOnce(context, doors, async () => (isOurs ? act(ticket) : brokenLink(doors)));
}

async function ask(doors: Doors, { subscriber }: NewAddress): Promise<HolderAnswer> {
  const { settings, store } = doors;
  const language = (await store.subscribers.get(subscriber))?.language;
  const { changeAddress, newAddressText, newAddressButton } = serverWordsFor(language ?? settings.language);
  const text = newAddressText(oneLine(settings.title));
  return { body: actPage(doors, { heading: changeAddress, text, button: newAddressButton }, language) };
}

async function take(doors: Doors, ticket: NewAddress): Promise<HolderAnswer> {
  const { settings, store, key, clock, metrics } = doors;
  const { result, isAgain, language } = await takeNewAddress(ticket, { store, key, settings, now: clock() });
  if (!isAgain) metrics.count('preferences', { act: `address ${result}` });
  doors.wake();
  const { changeAddress, addressMoved, spentLink } = serverWordsFor(language ?? settings.language);
  const text = result === 'moved' ? addressMoved(oneLine(settings.title)) : spentLink;
  return { body: actPage(doors, { heading: changeAddress, text }, language) };
}
