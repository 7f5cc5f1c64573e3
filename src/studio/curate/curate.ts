import { Hono } from 'hono';
import type { Studio } from '../studio.ts';

/** Issues put together by hand. */
export function curateRoutes(_: Studio): Hono {
  return new Hono();
}
