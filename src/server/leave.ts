import type { Hono } from 'hono';
import type { Doors } from './doors.ts';
import { answerHolder } from './holder.ts';

/**
 * The way out of every letter: a GET shows a page with a button and changes nothing, for scanners open every link; a
 * POST takes the reader off at once, without a cookie, a login or a redirect (RFC 8058). The same page answers for who
 * left before and for who is erased.
 */
export function addLeaving(app: Hono, doors: Doors): void {
  const { store, pages, metrics } = doors;
  const path = `${doors.base}unsubscribe/:token{.+}`;
  app.get(path, (context) =>
    answerHolder(context, doors, 'unsubscribe', async (reader) => ({
      body: pages('leave', (await store.subscribers.get(reader))?.language),
    })),
  );
  app.post(path, (context) =>
    answerHolder(context, doors, 'unsubscribe', async (reader) => {
      const { before, subscriber } = await store.subscribers.leave(reader, 'unsubscribed', { how: 'by the link' });
      // Mail programs and readers press more than once.
      if (subscriber && !before) metrics.count('left', { way: 'link' });
      return { body: pages('left', subscriber?.language) };
    }),
  );
}
