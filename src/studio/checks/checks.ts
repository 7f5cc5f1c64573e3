import { Hono } from 'hono';
import type { Studio } from '../studio.ts';

/** Findings of the open item. */
export function checkRoutes(_: Studio): Hono {
  return new Hono();
}
