import type { Context, Hono } from 'hono';
import { askNewAddress } from '../../sign-ups/new-address.ts';
import { serverWordsFor } from '../../strings/tables.ts';
import type { Subscriber } from '../../subscribers/subscriber.ts';
import type { Doors } from '../doors.ts';
import { formText } from '../form-text.ts';
import { answerHolder, brokenLink, type HolderAnswer } from '../holder.ts';
import { readWish } from './form.ts';
import { actPage, canMove, choicesOf, preferencesPage } from './page.ts';

/**
 * What readers choose, and what is known of them, behind the personal token of their letters. A GET changes nothing.
 * Who is erased gets the same page for each of these addresses.
 */
export function addPreferences(app: Hono, doors: Doors): void {
  const path = `${doors.base}preferences/:token{[^/]+}`;
  const add = (method: 'get' | 'post', below: string, act: Act) =>
    app[method](`${path}${below}`, (context) => answerReader(context, doors, act));
  add('get', '', async (reader, token) => ({ body: preferencesPage(doors, reader, token) }));
  app.post(path, async (context) => {
    // Whatever else changes while a slow form arrives is seen.
    const form = await formOf(context);
    return answerReader(context, doors, (reader, token) => answerForm(doors, reader, { form, token, context }));
  });
  add('get', '/data', (reader) => download(doors, reader));
  add('get', '/forget', async ({ language }) => {
    const { forget, forgetText } = serverWordsFor(language ?? doors.settings.language);
    return { body: actPage(doors, { heading: forget, text: forgetText, button: forget }, language) };
  });
  add('post', '/forget', (reader) => forget(doors, reader));
}

type Act = (reader: Subscriber, token: string) => Promise<HolderAnswer>;

async function answerReader(context: Context, doors: Doors, act: Act): Promise<Response> {
  return answerHolder(context, doors, 'preferences', async (id, token) => {
    const reader = await doors.store.subscribers.get(id);
    return reader ? act(reader, token) : forgotten(doors);
  });
}

/** The body, if it says that it is a form and is one in UTF-8. */
async function formOf({ req }: Context): Promise<string | undefined> {
  const isForm = /^application\/x-www-form-urlencoded *(;|$)/i.test(req.header('content-type') ?? '');
  return isForm ? formText(new Uint8Array(await req.arrayBuffer())) : undefined;
}

interface Sent {
  readonly form: string | undefined;
  readonly token: string;
  readonly context: Context;
}

async function answerForm(doors: Doors, reader: Subscriber, { form, token, context }: Sent): Promise<HolderAnswer> {
  const wish = form === undefined ? undefined : readWish(form, reader, choicesOf(doors, reader));
  if (!wish) return brokenLink(doors, 400);
  if (wish.act === 'save') {
    const after = await doors.store.subscribers.change(reader.id, wish.change, { how: 'by the page' });
    doors.metrics.count('preferences', { act: 'saved' });
    return after ? { body: preferencesPage(doors, after, token, { status: 'saved' }) } : forgotten(doors);
  }
  if (!canMove(doors, reader, wish.to)) return brokenLink(doors, 400);
  if (!wish.to) return { body: preferencesPage(doors, reader, token, { badAddress: wish.typed }), status: 422 };
  const { store, key, settings, clock, visitor } = doors;
  const parts = { store, key, settings, now: clock(), visitor: visitor(context) };
  doors.metrics.count('preferences', { act: `address ${await askNewAddress(reader, wish.to, parts)}` });
  doors.wake();
  return { body: preferencesPage(doors, reader, token, { status: 'newAddressAsked' }) };
}

async function download(doors: Doors, reader: Subscriber): Promise<HolderAnswer> {
  const data = await doors.store.subscribers.dataOf(reader.id);
  if (!data) return forgotten(doors);
  doors.metrics.count('preferences', { act: 'downloaded' });
  return {
    body: `${JSON.stringify(data, null, 2)}\n`,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="my-data.json"',
    },
  };
}

async function forget(doors: Doors, { address, language }: Subscriber): Promise<HolderAnswer> {
  const erasure = await doors.store.subscribers.forget(address);
  if (erasure?.isComplete === false)
    doors.log.remark('a reader was erased from the list, but another process keeps the old bytes until it ends');
  doors.metrics.count('preferences', { act: 'erased' });
  return forgotten(doors, language);
}

/** Of who is erased nothing is known, the language neither. */
function forgotten(doors: Doors, language = doors.settings.language): HolderAnswer {
  const { forget, forgotten } = serverWordsFor(language);
  return { body: actPage(doors, { heading: forget, text: forgotten }, language) };
}
