import { Hono } from 'hono';
import { html } from 'hono/html';
import { ProblemError } from '../model/problem.ts';
import { actRoutes } from './act/act.ts';
import { checkRoutes } from './checks/checks.ts';
import { clientRoutes } from './client-files.ts';
import { curateRoutes } from './curate/curate.ts';
import { eventRoutes } from './events.ts';
import { type FirstRunOptions, firstRunPage } from './first-run.ts';
import { everywhere, type GuardOptions, guard, policyOfPages } from './guard.ts';
import { homeRoutes } from './home.ts';
import { page } from './layout.ts';
import { letterRoutes } from './letter/letter.ts';
import { lookRoutes } from './look/look.ts';
import { readingRoutes } from './reading/reading.ts';
import { siteRoutes } from './site.ts';
import type { Studio } from './studio.ts';
import { unreadItemViews } from './unread-item.ts';

/** The whole studio: requests in, answers out. */
export function studioApp(studio: Studio, options: GuardOptions & FirstRunOptions): Hono {
  const app = new Hono({ strict: false });
  app.use(guard(options));
  app.use(async (context, next) => {
    await next();
    const { headers } = context.res;
    const { host } = new URL(context.req.url);
    for (const [name, value] of Object.entries(everywhere)) if (!headers.has(name)) headers.set(name, value);
    if (!headers.has('Content-Security-Policy'))
      headers.set('Content-Security-Policy', policyOfPages(`http://${host}${studio.href('client')}/`));
  });
  const base = `/${options.token}`;
  app.use(firstRunPage(studio, options));
  app.use(unreadItemViews(studio, base));
  app.route(base, homeRoutes(studio));
  app.route(base, eventRoutes(studio));
  app.route(base, clientRoutes());
  app.route(base, siteRoutes(studio));
  app.route(base, letterRoutes(studio));
  app.route(base, readingRoutes(studio));
  app.route(base, checkRoutes(studio));
  app.route(base, actRoutes(studio));
  app.route(base, curateRoutes(studio));
  app.route(base, lookRoutes(studio));
  app.notFound(async (context) => {
    const main = html`<h1>There is no such page</h1><p><a href="${studio.href()}">All articles and issues</a></p>`;
    return context.html(page(studio, { title: 'No such page', tab: '', main }), 404);
  });
  app.onError(async (error, context) => {
    const fault = error instanceof ProblemError ? error.problems : [defect(error)];
    const main = html`<h1>This cannot be shown</h1>`;
    return context.html(page(studio, { title: 'A problem', tab: '', main, fault }), 422);
  });
  return app;
}

function defect(error: Error) {
  const message = `this is a defect of Tidings: ${error.message}`;
  return {
    severity: 'error',
    rule: 'defect',
    message,
    hint: 'Please report it, with the files that it takes to see it.',
  } as const;
}
