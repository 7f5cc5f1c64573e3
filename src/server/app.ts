import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AccessLog } from './access-log.ts';
import type { Doors } from './doors.ts';
import { addLeaving } from './leave.ts';
import type { Metrics } from './metrics.ts';
import { addNewAddress } from './preferences/new-address.ts';
import { addPreferences } from './preferences/preferences.ts';
import { withoutOtherSites } from './protection.ts';
import { addSignUp } from './sign-up/sign-up.ts';
import { answerFile } from './static/answer.ts';
import type { Bodies } from './static/bodies.ts';
import type { ServedFolder } from './static/served-folder.ts';
import { addStyle } from './style.ts';
import { addWebhooks } from './webhooks/webhooks.ts';

export interface AppParts {
  readonly site: ServedFolder;
  readonly bodies: Bodies;
  readonly log: AccessLog;
  readonly metrics: Metrics;
  /** Fields of every answer that does not have its own. */
  readonly everywhere: Readonly<Record<string, string>>;
  /** The actions of readers; absent where the server has no address of its own. */
  readonly doors?: Doors | undefined;
}

/** The actions of readers, each with its routes below `doors.base`. */
const features: readonly ((app: Hono, doors: Doors) => void)[] = [
  addStyle,
  addLeaving,
  addSignUp,
  addWebhooks,
  addPreferences,
  addNewAddress,
];

/** The largest body that anybody has reason to send, in bytes. */
const largestBody = 64 * 1024;

/** Everything that is answered over HTTP: a Request in, a Response out. */
export function createApp(parts: AppParts): Hono {
  const { log, metrics, everywhere, doors } = parts;
  const plain = { ...everywhere, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  const app = new Hono();
  const limit = bodyLimit({ maxSize: largestBody, onError: (context) => context.body('Too large.\n', 413, plain) });
  const elsewhere = `${doors?.base}webhooks/`;
  // Webhooks have a limit of their own.
  app.post('*', (context, next) => (context.req.path.startsWith(elsewhere) ? next() : limit(context, next)));
  app.get('/healthz', (context) => context.body('ok\n', 200, plain));
  if (doors) for (const add of features) add(app, { ...doors, everywhere: withoutOtherSites(everywhere) });
  // It has to be the only handler of its paths: then Hono calls it without a promise, which doubles the rate.
  app.get('*', ({ req }) => answerPath(req.raw, req.path, parts, plain));
  app.notFound((context) =>
    context.body('Only GET and HEAD are answered here.\n', 405, { ...plain, Allow: 'GET, HEAD' }),
  );
  app.onError((error, context) => {
    log.failure(error);
    metrics.count('failures');
    return context.body('Something went wrong here. Try again in a minute.\n', 500, plain);
  });
  return app;
}

function answerPath(
  request: Request,
  path: string,
  { site, bodies, everywhere }: AppParts,
  plain: Readonly<Record<string, string>>,
): Response | Promise<Response> {
  const answer = (): ReturnType<typeof answerFile> => {
    const found = site.find(path);
    if (found && 'redirect' in found)
      return new Response(null, { status: found.status, headers: { ...everywhere, Location: found.redirect } });
    const missing = found ? undefined : site.missing;
    const page = found ?? (missing && 'file' in missing ? missing : undefined);
    return page
      ? answerFile(request, { ...page, status: found ? 200 : 404 }, bodies)
      : new Response('There is nothing at this address.\n', { status: 404, headers: plain });
  };
  const first = answer();
  if (first instanceof Response) return first;
  const busy = () =>
    new Response('The site is being changed. Try again in a moment.\n', {
      status: 503,
      headers: { ...plain, 'Retry-After': '1' },
    });
  // A file that a build has replaced since the snapshot is looked for in the next one.
  return Promise.resolve(first).then(async (found) => found ?? (await site.refresh().then(answer)) ?? busy());
}
