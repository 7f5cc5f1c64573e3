import type { Context } from 'hono';
import type { Address } from '../../subscribers/subscriber.ts';
import { joinForm } from '../../web/join-form.ts';
import { forOneReader } from '../for-one-reader.ts';
import { isBrowser } from '../static/answer.ts';
import { browserCookie } from './browser.ts';
import { type SignUpForm, wantsJson } from './form.ts';
import { allowedPage, corsFields } from './origins.ts';
import { type SignUpPage, signUpPage, signUpWords } from './pages.ts';
import type { SignUpDoors } from './sign-up-doors.ts';
import { patientStamp, writeStamp } from './stamp.ts';

type Status = 200 | 400 | 403 | 409 | 413 | 415 | 422 | 429 | 503;

interface Shown {
  readonly form: SignUpForm;
  readonly address: Address;
  readonly language: string;
}

interface EmptyOrFaulty {
  readonly language: string;
  readonly given?: SignUpForm;
  readonly fault?: 'badAddress' | 'addressBeyondAscii';
}

/** The answers to one request about the form, as a page or in JSON. None depends on what is known of an address. */
export function answersFor(context: Context, doors: SignUpDoors) {
  const request = context.req.raw;
  const isJson = wantsJson(request);
  const shared = { ...doors.everywhere, ...forOneReader, ...ownReferrer, ...corsFields(request, doors.allowed) };
  const json = (value: object, status: Status = 200, more = {}) =>
    context.body(`${JSON.stringify(value)}\n`, status, { ...shared, ...more, 'Content-Type': 'application/json' });
  const html = (page: string, status: Status = 200, more = {}) => context.body(page, status, { ...shared, ...more });
  const page = (values: SignUpPage, language: string, more = {}) =>
    html(signUpPage(doors, values, language), 200, more);
  return {
    json,

    /** The form; with what was typed, if that holds no address that mail can go to. */
    form: ({ language, given, fault = 'badAddress' }: EmptyOrFaulty) => {
      const text = signUpWords(doors, language)[fault];
      if (given && isJson) return json({ result: 'address', text }, 422);
      return html(formPage(doors, language, given, text), given ? 422 : 200);
    },

    /** The form showed other words or choices than it would today: once more, as it is, with what was typed. */
    outdated: (form: SignUpForm, language: string) => {
      if (isJson) return json({ result: 'outdated', text: signUpWords(doors, language).tryAgain }, 409);
      return html(formPage(doors, language, form, ''), 409);
    },

    /** The form came sooner than a person types, or without a stamp when many did: one more press, from a page of ours. */
    goOn: (form: SignUpForm, language: string) => {
      const words = signUpWords(doors, language);
      if (isJson) return json({ result: 'stamp', text: words.tryAgain }, 429, retryLater);
      const values = {
        heading: words.joinHeading,
        text: words.goOnText,
        button: words.goOn,
        action: `${doors.base}sign-up`,
      };
      return page({ ...values, fields: fieldsAgain(form, doors) }, language, policyFor(form, doors));
    },

    /** The same for every address, whatever was done with it. */
    asked: ({ form, address, language }: Shown) => {
      const words = signUpWords(doors, language);
      const cookie = { 'Set-Cookie': browserCookie(doors.key, address, doors.base) };
      // A browser keeps it if the page is of this host.
      if (isJson) return json({ result: 'asked', heading: words.askedHeading, text: words.asked }, 200, cookie);
      const after = allowedPage(form.redirect, doors.settings, doors.allowed);
      return after
        ? context.body(null, 303, { ...shared, ...cookie, Location: after.href })
        : page({ heading: words.askedHeading, text: words.asked }, language, cookie);
    },

    /** Nobody can be asked to confirm, for the server has no way to send mail. */
    closed: (language: string) => {
      const words = signUpWords(doors, language);
      if (isJson) return json({ result: 'closed', text: words.joinClosed }, 503, retryLater);
      return html(signUpPage(doors, { heading: words.joinHeading, text: words.joinClosed }, language), 503, retryLater);
    },

    failed: (language: string) => {
      const words = signUpWords(doors, language);
      return isJson
        ? json({ result: 'failed', text: words.tryAgain }, 503, retryLater)
        : html(doors.pages('failed', language), 503, retryLater);
    },

    /** What only a program or the owner of another site can mend; a person is led to our form. */
    refused: (status: keyof typeof faults) => {
      if (isJson) return json({ result: 'refused', text: faults[status] }, status);
      if (!isBrowser(request.headers)) return context.body(`${faults[status]}\n`, status, { ...shared, ...plainText });
      const words = signUpWords(doors);
      const text = status === 403 ? words.formElsewhere : words.formBroken;
      const link = { href: `${doors.base}sign-up`, text: words.join };
      return html(signUpPage(doors, { heading: words.didNotWork, text, link }), status);
    },
  };
}

const faults = {
  400: 'The form cannot be read: it has to be well-formed and in UTF-8.',
  403: 'Pages of this site may not hold the form. Who runs the server adds it to server.origins.',
  413: 'The form is too large.',
  415: 'Send a form or JSON in UTF-8, without a Content-Encoding.',
} as const;

const plainText = { 'Content-Type': 'text/plain; charset=utf-8' };

const retryLater = { 'Retry-After': '60' };

/** Browsers name the page in `Origin` only where the policy lets them: with "no-referrer" they would send "null". */
const ownReferrer = { 'Referrer-Policy': 'same-origin' };

function formPage(doors: SignUpDoors, language: string, given?: SignUpForm, fault?: string): string {
  const { pages, settings, key, store, clock, url, base } = doors;
  const words = signUpWords(doors, language);
  const values = joinForm(
    { ...settings, language },
    {
      action: `${base}sign-up`,
      languages: doors.languages(),
      page: (given && allowedPage(given.page, settings, doors.allowed)?.href) ?? `${url}sign-up`,
      stamp: given
        ? patientStamp(key, store.subscribers.list, clock())
        : writeStamp(key, store.subscribers.list, clock()),
      ...(given && { given, fault: fault ?? words.badAddress }),
    },
  );
  return pages.form({ template: 'join', title: words.joinHeading, language, values });
}

function fieldsAgain(form: SignUpForm, { key, store, clock }: SignUpDoors) {
  const stamp = patientStamp(key, store.subscribers.list, clock());
  const { tags, ...texts } = form;
  const fields = Object.entries({ ...texts, stamp }).filter(([, value]) => value !== '');
  return [...fields, ...tags.map((tag) => ['tags', tag] as const)].map(([name, value]) => ({ name, value }));
}

/** Browsers hold `form-action` against the page that the answer leads on to, too. */
function policyFor({ redirect }: SignUpForm, { settings, allowed, everywhere }: SignUpDoors): Record<string, string> {
  const policy = everywhere['Content-Security-Policy'];
  const page = allowedPage(redirect, settings, allowed);
  if (!policy || !page) return {};
  return { 'Content-Security-Policy': policy.replace("form-action 'self'", `form-action 'self' ${page.origin}`) };
}
