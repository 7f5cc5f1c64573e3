import type { Context, Hono } from 'hono';
import { isBeyondAscii } from '../../lib/address.ts';
import { ProblemError } from '../../model/problem.ts';
import { askToConfirm } from '../../sign-ups/ask.ts';
import { unstampedBudget } from '../../sign-ups/budgets.ts';
import { type Address, addressOf } from '../../subscribers/subscriber.ts';
import type { Doors } from '../doors.ts';
import { answersFor } from './answers.ts';
import { CeilingNotice } from './ceiling-notice.ts';
import { addConfirming } from './confirm.ts';
import { readForm, type SignUpForm } from './form.ts';
import { allowedOrigins, allowedPage, corsFields, originKindOf } from './origins.ts';
import { signUpWords } from './pages.ts';
import type { SignUpDoors } from './sign-up-doors.ts';
import { ageOfStamp, leastTime, writeStamp } from './stamp.ts';

/** The form, for people and for programs, and the page behind the link of the mail. Looking at them changes nothing. */
export function addSignUp(app: Hono, given: Doors): void {
  const doors = {
    ...given,
    allowed: allowedOrigins(given.settings),
    notice: new CeilingNotice(given),
    outdated: tellOnce(given),
  };
  const path = `${doors.base}sign-up`;
  const forbidden = (context: Context, allow: string) =>
    context.body('', 405, { ...doors.everywhere, Allow: allow, 'Cache-Control': 'no-store' });
  app.get(path, (context) => {
    const [answers, language] = [answersFor(context, doors), offered(context.req.query('language'), doors)];
    return doors.closed() ? answers.closed(language) : answers.form({ language });
  });
  app.post(path, (context) => answered(context, doors));
  app.get(`${path}/stamp`, (context) => {
    const stamp = writeStamp(doors.key, doors.store.subscribers.list, doors.clock());
    return answersFor(context, doors).json({ stamp, wait: leastTime });
  });
  for (const [route, allow] of [
    [path, 'GET, HEAD, POST, OPTIONS'],
    [`${path}/stamp`, 'GET, HEAD, OPTIONS'],
  ] as const) {
    app.options(route, ({ req }) => preflight(req.raw, doors, allow));
    app.all(route, (context) => forbidden(context, allow));
  }
  addConfirming(app, doors);
}

/** For the log, which shall not grow by what anybody can send. */
function tellOnce({ log }: Doors): () => void {
  let isTold = false;
  return () => {
    if (!isTold)
      log.remark(
        'sign-up: a form showed other words or tags than the settings that were read at the start; they are asked once more. If tidings.yaml has changed, start serve again.',
      );
    isTold = true;
  };
}

/** Which requests of other sites a browser may send (Fetch, CORS-preflight). Cookies are never among them. */
function preflight(request: Request, { allowed, everywhere }: SignUpDoors, allow: string): Response {
  const cors = corsFields(request, allowed);
  const granted = 'Access-Control-Allow-Origin' in cors && {
    'Access-Control-Allow-Methods': allow,
    'Access-Control-Allow-Headers': 'Content-Type',
    'Access-Control-Max-Age': '600',
  };
  return new Response(null, { status: 204, headers: { ...everywhere, ...cors, ...granted, Allow: allow } });
}

async function answered(context: Context, doors: SignUpDoors): Promise<Response> {
  const { raw } = context.req;
  const answers = answersFor(context, doors);
  const sender = originKindOf(raw, doors.allowed);
  if (sender === 'foreign') return answers.refused(403);
  const form = await readForm(raw);
  if (typeof form === 'number') return answers.refused(form);
  const language = offered(form.shown, doors);
  const address = addressOf(form.email);
  if (doors.closed(address)) return answers.closed(language);
  if (!address) return answers.form({ language, given: form });
  // No mail to it would leave; everybody may learn that, for it depends on no list.
  if (isBeyondAscii(address.typed)) return answers.form({ language, given: form, fault: 'addressBeyondAscii' });
  if (isOutdated(form, language, doors)) {
    doors.outdated();
    return answers.outdated(form, language);
  }
  try {
    const stamp =
      sender === 'null' ? 'none' : ageOfStamp(doors.key, doors.store.subscribers.list, form.stamp, doors.clock());
    if (stamp === 'hasty') doors.metrics.count('sign_ups', { result: 'refused', reason: 'hasty' });
    if (stamp === 'hasty' || (stamp === 'none' && !(await hasRoom(doors)))) return answers.goOn(form, language);
    await asked(context, doors, { form, address, language });
    return answers.asked({ form, address, language });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    doors.log.failure(error);
    doors.metrics.count('failures');
    return answers.failed(language);
  }
}

/**
 * Whether a form of ours was made with other settings, so that the person has seen other words than would be kept, or
 * chosen what is not offered any more. A form that somebody else wrote does not say what it showed.
 */
function isOutdated({ consent, tags }: SignUpForm, language: string, doors: SignUpDoors): boolean {
  const offeredTags = doors.settings.server.tags.map(({ tag }) => tag);
  return (
    consent !== '' &&
    (consent !== signUpWords(doors, language).consent || tags.some((tag) => !offeredTags.includes(tag)))
  );
}

/** Whether one more form without a stamp is taken now. It is asked before anything that depends on the address. */
async function hasRoom({ store, key, settings, clock }: Doors): Promise<boolean> {
  const { queued } = await store.signUps.queue(undefined, [unstampedBudget(key, settings.server.signUps)], clock());
  return queued;
}

interface Wish {
  readonly form: SignUpForm;
  readonly address: Address;
  /** Of the words that were shown. */
  readonly language: string;
}

async function asked(context: Context, doors: SignUpDoors, { form, address, language }: Wish): Promise<void> {
  const { store, key, settings, clock, metrics, notice } = doors;
  const offeredTags = new Set(settings.server.tags.map(({ tag }) => tag));
  const result = await askToConfirm(
    {
      ...{ address, name: form.name, way: 'form', shown: signUpWords(doors, language).consent },
      language: isOffered(form.language, doors) ?? language,
      tags: [...new Set(form.tags)].filter((tag) => offeredTags.has(tag)).sort(),
      page: allowedPage(form.page, settings, doors.allowed)?.href ?? `${doors.url}sign-up`,
      doubt: form.website === '' ? undefined : 'trap',
    },
    { store, key, settings, now: clock(), visitor: doors.visitor(context) },
  );
  const reason = result === 'asked' ? undefined : result.replace('refused: ', '');
  metrics.count('sign_ups', reason === undefined ? { result: 'asked' } : { result: 'refused', reason });
  if (reason === 'all') notice.reached(clock());
  // For every address, so that it tells nothing.
  doors.wake();
}

/** A language that readers may choose, in its canonical form; nothing for any other. */
function isOffered(text: string, { languages }: Doors): string | undefined {
  return languages().find((language) => language.toLowerCase() === text.toLowerCase());
}

/** The same, or that of the publication. */
function offered(text: string | undefined, doors: Doors): string {
  return isOffered(text ?? '', doors) ?? doors.settings.language;
}
