import type { Context, Hono } from 'hono';
import { ProblemError } from '../model/problem.ts';
import { readToken, tokensIn } from '../subscribers/token.ts';
import type { Doors } from './doors.ts';
import { forOneReader } from './for-one-reader.ts';
import type { ReaderPage } from './reader-pages.ts';

/**
 * The way out of every letter: a GET shows a page with a button and changes nothing, for scanners open every link; a
 * POST takes the reader off at once, without a cookie, a login or a redirect (RFC 8058). The same page answers for who
 * left before and for who is erased.
 */
export function addLeaving(app: Hono, doors: Doors): void {
  const path = `${doors.base}unsubscribe/:token{.+}`;
  app.get(path, (context) => answered(context, doors, async (reader) => ['leave', await languageOf(reader, doors)]));
  app.post(path, (context) =>
    answered(context, doors, async (reader) => {
      const { subscriber } = await doors.store.subscribers.leave(reader, 'unsubscribed', { how: 'by the link' });
      doors.metrics.count('left', { way: 'link' });
      return ['left', subscriber?.language];
    }),
  );
}

type Answer = readonly [page: ReaderPage, language: string | undefined];

/** Answers for the holder of a token; what changed is durable before a word of it leaves. */
async function answered(context: Context, doors: Doors, act: (reader: number) => Promise<Answer>): Promise<Response> {
  const send = (page: ReaderPage, language: string | undefined, status: 200 | 404 | 503) =>
    context.body(doors.pages(page, language), status, {
      ...doors.everywhere,
      ...forOneReader,
      ...(status === 503 && { 'Retry-After': '60' }),
    });
  const ticket = readToken(doors.key, tokensIn(context.req.param('token') ?? '')[0] ?? '', 'unsubscribe');
  if (ticket?.list !== doors.store.subscribers.list) return send('broken', undefined, 404);
  try {
    const [page, language] = await act(ticket.subscriber);
    return send(page, language, 200);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    doors.log.failure(error);
    doors.metrics.count('failures');
    return send('failed', undefined, 503);
  }
}

async function languageOf(reader: number, { store }: Doors): Promise<string | undefined> {
  return (await store.subscribers.get(reader))?.language;
}
