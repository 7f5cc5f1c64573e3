import { Hono } from 'hono';
import type { Studio } from '../studio.ts';

/** The look of letters and pages. */
export function lookRoutes(_: Studio): Hono {
  return new Hono();
}
