import type { Hono } from 'hono';
import type { Doors } from './doors.ts';
import { stylePath } from './reader-pages.ts';

/** The style sheet of the pages on which readers act. Its address changes with it. */
export function addStyle(app: Hono, { base, pages, everywhere }: Doors): void {
  const fields = {
    ...everywhere,
    'Content-Type': 'text/css; charset=utf-8',
    'Cache-Control': 'public, max-age=86400',
  };
  app.get(`${base}${stylePath}`, (context) => context.body(pages.style, 200, fields));
}
