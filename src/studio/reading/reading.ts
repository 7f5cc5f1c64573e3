import { Hono } from 'hono';
import type { Studio } from '../studio.ts';

/** Pages and feeds as readers see them. */
export function readingRoutes(_: Studio): Hono {
  return new Hono();
}
