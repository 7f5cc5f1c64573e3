import { Hono } from 'hono';
import type { Studio } from '../studio.ts';
import { beginRoutes } from './begin-routes.ts';
import { datesRoutes } from './dates-routes.ts';
import { editionRoutes } from './issue-routes.ts';

/** Issues put together by hand, new articles and issues, and the dates of articles. */
export function curateRoutes(studio: Studio): Hono {
  return new Hono().route('/', editionRoutes(studio)).route('/', beginRoutes(studio)).route('/', datesRoutes(studio));
}
