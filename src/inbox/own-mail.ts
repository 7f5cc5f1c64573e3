import type { Email } from 'postal-mime';
import { domainOf, localPartOf } from '../lib/address.ts';
import { headerValue, headerValues, recipientsOf } from './email.ts';

/** A mail that is neither a report nor a wish to leave. */
export interface OwnMail {
  readonly to: readonly string[];
  /** Those whom its own header names, which a signature covers. */
  readonly named: readonly string[];
  /** Possible tokens of a mail that asked to confirm, the likeliest first. */
  readonly tokens: readonly string[];
  /** With its brackets. */
  readonly messageId?: string;
  /** The languages of the sender as the mail program tells them (RFC 3282), the preferred first. */
  readonly languages: readonly string[];
  /** Why it gets no answer (RFC 3834, section 2); absent if a person may have written it. */
  readonly program?: string;
}

export function ownMailOf(email: Email): OwnMail {
  const messageId = /<[^<>\s]{1,900}>/.exec(headerValue(email, 'message-id') ?? '')?.[0];
  const program = programIn(email);
  const languages = [...headerValues(email, 'content-language'), ...headerValues(email, 'accept-language')];
  return {
    to: recipientsOf(email),
    named: [...(email.to ?? []), ...(email.cc ?? [])]
      .flatMap(({ address }) => (address ? [address] : []))
      .slice(0, 100),
    tokens: signUpTokensIn(email.subject ?? '', email.text ?? ''),
    ...(messageId && { messageId }),
    languages: languages.flatMap((value) => value.match(/[a-z]{2,3}(?:-[a-z\d]{2,8})*/gi) ?? []).slice(0, 5),
    ...(program && { program }),
  };
}

/** More of them are somebody's guesses, and each costs a try to open it. */
const mostTokens = 10;

/**
 * What may be a token: in square brackets, in whichever pieces a mail program broke it; or in one piece without them.
 * Where a program cut the subject, as Exchange does after 255 characters, the text quotes it.
 */
export function signUpTokensIn(subject: string, text: string): string[] {
  const quoted = text.slice(0, 65_536);
  const found = [
    ...piecesIn(subject, /\[([\w\s-]{60,1200})\]/g),
    ...piecesIn(subject, /(?<![\w-])([\w-]{60,1000})(?![\w-])/g),
    ...piecesIn(quoted, /\[([\w\s>-]{60,1200})\]/g),
  ];
  return [...new Set(found)].slice(0, mostTokens);
}

function piecesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, piece]) => piece!.replace(/[\s>]+/g, ''));
}

/** Answers to programs end in loops, and answers to what nobody has sent reach people who asked for nothing. */
function programIn(email: Email): string | undefined {
  const has = (name: string) => email.headers.some(({ key }) => key === name);
  const from = email.from?.address ?? '';
  if (
    email.headers.some(({ key }) => key.startsWith('list-')) ||
    /\blist\b/i.test(headerValue(email, 'precedence') ?? '')
  )
    return 'it came over a mailing list';
  if (headerValues(email, 'return-path').some((value) => /^\s*<?\s*>?\s*$/.test(value)))
    return 'its envelope has no sender to answer to';
  if (robots.test(localPartOf(from)) || /^(?:no-?reply|bounces?)\./i.test(domainOf(from)))
    return 'its sender is a program';
  if (has('feedback-id') || has('x-loop')) return 'a program wrote it';
  if (/\b(all|autoreply)\b/i.test(headerValue(email, 'x-auto-response-suppress') ?? ''))
    return 'it asks for no automatic answer';
  return undefined;
}

/** By custom, and by RFC 3834, section 2. */
const robots =
  /^(?:mailer-daemon|mail-?daemon|mdaemon|postmaster|(?:no|(?:do[._-]?)?not|never)[._-]?reply\b.*|bounces?\b.*|owner-.*|.*-(?:request|owner|bounces?)|listserv|majordomo|mailman|root|daemon|www-data|nobody|.*\bno-?reply)$/i;
