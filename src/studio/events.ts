import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { tellFirstRun } from './first-run.ts';
import type { Studio } from './studio.ts';

/** Milliseconds between signs of life, so that neither side takes the silence for an end. */
const beat = 20_000;

/** Tells each page the revision: as soon as there is something to show, so that one that slept compares its own with it, and at each change. */
export function eventRoutes({ session }: Studio): Hono {
  return new Hono().get('/events', (context) =>
    streamSSE(context, async (stream) => {
      await tellFirstRun(session, stream);
      const tell = (revision: number) =>
        stream.writeSSE({ event: 'revision', id: String(revision), data: String(revision) });
      const ended = Promise.withResolvers<void>();
      const stop = session.onChange((revision) => void tell(revision).catch(ended.resolve));
      const timer = setInterval(() => void stream.write(': still here\n\n').catch(ended.resolve), beat);
      stream.onAbort(ended.resolve);
      await tell(session.revision);
      await ended.promise;
      clearInterval(timer);
      stop();
    }),
  );
}
