import type { Context, Hono } from 'hono';
import { oneLine } from '../../lib/escape.ts';
import { ProblemError } from '../../model/problem.ts';
import { join, ticketOf } from '../../sign-ups/join.ts';
import type { Doors } from '../doors.ts';
import { forOneReader } from '../for-one-reader.ts';
import { isSameBrowser } from './browser.ts';
import { signUpPage, signUpWords } from './pages.ts';

/** Presses the button of the page that it is in. */
const script = "document.querySelector('.act form')?.requestSubmit();\n";

/**
 * The page behind the link of the mail. A GET shows a button, for scanners open every link; in the browser that sent the
 * form, which has its cookie, a script presses it. A POST takes the reader in. The second time it says the same.
 */
export function addConfirming(app: Hono, doors: Doors): void {
  const path = `${doors.base}confirm/:token{.+}`;
  app.get(`${doors.base}sign-up/confirm.js`, (context) =>
    context.body(script, 200, {
      ...doors.everywhere,
      'Content-Type': 'text/javascript',
      'Cache-Control': 'max-age=3600',
    }),
  );
  app.get(path, (context) => answered(context, doors, (token) => looked(context, doors, token)));
  app.post(path, (context) => answered(context, doors, (token) => confirmed(context, doors, token)));
  app.all(path, (context) =>
    context.body('', 405, { ...doors.everywhere, Allow: 'GET, HEAD, POST', 'Cache-Control': 'no-store' }),
  );
}

type Answer = readonly [page: string, status: 200 | 404];

async function answered(context: Context, doors: Doors, act: (token: string) => Promise<Answer>): Promise<Response> {
  const shared = { ...doors.everywhere, ...forOneReader };
  try {
    // Mail programs add brackets and dots to a link.
    const [page, status] = await act(/^[\w-]*/.exec(context.req.param('token') ?? '')![0]);
    return context.body(page, status, shared);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    doors.log.failure(error);
    doors.metrics.count('failures');
    return context.body(doors.pages('failed'), 503, { ...shared, 'Retry-After': '60' });
  }
}

async function looked(context: Context, doors: Doors, token: string): Promise<Answer> {
  const { store, key, clock, base } = doors;
  const ticket = ticketOf(token, { store, key, now: clock() });
  const standing = ticket ? await store.subscribers.standingOf(ticket) : 'spent';
  if (!ticket || standing === 'spent') return spent(doors, ticket?.language);
  if (standing === 'fulfilled') return welcomed(doors, ticket.language);
  const words = signUpWords(doors, ticket.language);
  const page = {
    ...{ heading: words.confirmHeading, text: words.confirmText, button: words.confirmButton },
    action: `${base}confirm/${token}`,
    script: isSameBrowser(key, ticket.address, context.req.raw) ? `${base}sign-up/confirm.js` : '',
  };
  return [signUpPage(doors, page, ticket.language), 200];
}

async function confirmed(context: Context, doors: Doors, token: string): Promise<Answer> {
  const { store, key, settings, clock, metrics } = doors;
  const joined = await join(token, { store, key, settings, now: clock(), visitor: doors.visitor(context) });
  const { result, language } = joined;
  if (result === 'broken' || result === 'spent') return spent(doors, language);
  if (result !== 'known') {
    metrics.count('sign_ups', { result: 'confirmed' });
    // A letter may greet them.
    doors.wake();
  }
  return welcomed(doors, language);
}

async function welcomed(doors: Doors, language: string | undefined): Promise<Answer> {
  const words = signUpWords(doors, language);
  const latest = await latestIssue(doors, language);
  const link = latest
    ? { href: latest, text: words.latestIssue }
    : { href: doors.settings.url, text: oneLine(doors.settings.title) };
  return [signUpPage(doors, { heading: words.confirmedHeading, text: words.confirmed, link }, language), 200];
}

function spent(doors: Doors, language: string | undefined): Answer {
  const words = signUpWords(doors, language);
  const link = { href: `${doors.base}sign-up`, text: words.join };
  return [signUpPage(doors, { heading: words.didNotWork, text: words.spentLink, link }, language), 404];
}

/** The page of the letter that was sent last, in the language if it was sent in it; nothing while its letters are not kept. */
async function latestIssue({ store, settings }: Doors, language = settings.language): Promise<string | undefined> {
  const newest = (await store.ledger.sendings()).find((sending) => sending.open === undefined);
  const letters = newest ? await store.ledger.letters(newest.id) : [];
  return (letters.find((letter) => letter.language === language) ?? letters[0])?.viewUrl;
}
