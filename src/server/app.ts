import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AccessLog } from './access-log.ts';
import type { Doors } from './doors.ts';
import { addLeaving } from './leave.ts';
import type { Metrics } from './metrics.ts';
import { addNewAddress } from './preferences/new-address.ts';
import { addPreferences } from './preferences/preferences.ts';
import { withoutOtherSites } from './protection.ts';
import type { ReaderPages } from './reader-pages.ts';
import { refusal } from './refusal.ts';
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
  readonly pages: ReaderPages;
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
  const { log, metrics, everywhere, doors, pages } = parts;
  const around = withoutOtherSites(everywhere);
  const plain = { ...everywhere, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  const app = new Hono();
  const limit = bodyLimit({ maxSize: largestBody, onError: ({ req }) => refusal(req.raw, tooLarge, pages, around) });
  const elsewhere = `${doors?.base}webhooks/`;
  // Webhooks have a limit of their own.
  app.post('*', (context, next) => (context.req.path.startsWith(elsewhere) ? next() : limit(context, next)));
  app.get('/healthz', (context) =>
    parts.site.isGone
      ? context.body('The files of the site are gone.\n', 503, plain)
      : context.body('ok\n', 200, plain),
  );
  if (doors) for (const add of features) add(app, { ...doors, everywhere: around });
  // It has to be the only handler of its paths: then Hono calls it without a promise, which doubles the rate.
  app.get('*', ({ req }) => answerPath(req.raw, req.path, parts, { plain, around }));
  app.notFound(({ req }) => refusal(req.raw, wrongMethod, pages, around));
  app.onError((error, { req }) => {
    log.failure(error);
    metrics.count('failures');
    return refusal(req.raw, failure, pages, around);
  });
  return app;
}

const tooLarge = { status: 413, text: 'Too large.', page: 'unreadable' } as const;
const wrongMethod = {
  ...({ status: 405, text: 'Only GET and HEAD are answered here.', page: 'missing' } as const),
  headers: { Allow: 'GET, HEAD' },
};
const failure = { status: 500, text: 'Something went wrong here. Try again in a minute.', page: 'failed' } as const;
const nothing = { status: 404, text: 'There is nothing at this address.', page: 'missing' } as const;

function answerPath(
  request: Request,
  path: string,
  { site, bodies, everywhere, pages }: AppParts,
  { plain, around }: Readonly<Record<'plain' | 'around', Readonly<Record<string, string>>>>,
): Response | Promise<Response> {
  const busy = () =>
    new Response('The site is being changed. Try again in a moment.\n', {
      status: 503,
      headers: { ...plain, 'Retry-After': '1' },
    });
  const answer = (): ReturnType<typeof answerFile> => {
    const found = site.find(path);
    if (found && 'redirect' in found)
      return new Response(null, { status: found.status, headers: { ...everywhere, Location: found.redirect } });
    if (!found && site.isGone) return busy();
    const missing = found ? undefined : site.missing;
    const page = found ?? (missing && 'file' in missing ? missing : undefined);
    return page
      ? answerFile(request, { ...page, status: found ? 200 : 404 }, bodies)
      : refusal(request, nothing, pages, around);
  };
  const first = answer();
  if (first instanceof Response) return first;
  // A file that a build has replaced since the snapshot is looked for in the next one.
  return Promise.resolve(first).then(async (found) => found ?? (await site.refresh().then(answer)) ?? busy());
}
