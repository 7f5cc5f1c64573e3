import { Hono } from 'hono';
import type { Studio } from '../studio.ts';

/** What can be done with a letter. */
export function actRoutes(_: Studio): Hono {
  return new Hono();
}
