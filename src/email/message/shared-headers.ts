import { createHash } from 'node:crypto';
import { domainOf } from '../../lib/address.ts';
import { newsIn } from '../../model/edition.ts';
import type { Issue } from '../../model/issue.ts';
import type { Publication, Settings } from '../../model/publication.ts';
import { mailTo, waysIn } from '../../model/ways-in.ts';
import { headerMailbox, type MessageHeaders } from './headers.ts';

/** The headers that all messages of one letter share. */
export type SharedHeaders = Omit<MessageHeaders, 'to' | 'date' | 'messageId' | 'unsubscribeUrl' | 'unsubscribeToken'>;

/**
 * The headers of an issue's letter, for every recipient the same.
 * @param from The sender's mailbox.
 * @throws ProblemError if it is none.
 */
export function sharedHeadersOf(
  issue: Pick<Issue, 'slug'>,
  publication: Pick<Publication, 'settings' | 'issues'>,
  from: string,
): SharedHeaders {
  const { newsletter } = publication.settings;
  const subscribeUrls = subscribeUrlsOf(publication.settings);
  return {
    ...{ from, newsletter, archiveUrl: archiveUrlOf(publication) },
    ...(subscribeUrls.length > 0 && { subscribeUrls }),
    feedbackId: feedbackId(issue, from),
  };
}

/** Where those to whom a letter was passed on can join: the form of the server, and the mailbox if mail is answered. */
function subscribeUrlsOf(settings: Settings): string[] {
  const { form, email } = waysIn(settings);
  return [form, email && mailTo(email, 'subscribe')].flatMap((url) => (url && !url.startsWith('http:') ? [url] : []));
}

/**
 * Where earlier letters are on the web: issues have a list of their own as soon as one was written by hand, unless another
 * program makes the site.
 */
export function archiveUrlOf({ settings, issues }: Pick<Publication, 'settings' | 'issues'>): string {
  return newsIn(issues).length > 0 && settings.site ? new URL('issues/', settings.url).href : settings.url;
}

/**
 * By what Gmail sums up complaints, where the header is signed: the issue, the sender's domain, the kind of mail, and
 * who sends, in 5 to 15 characters.
 */
function feedbackId({ slug }: Pick<Issue, 'slug'>, from: string): string {
  const campaign = /^[\w.-]{1,60}$/.test(slug) ? slug : createHash('sha256').update(slug).digest('hex').slice(0, 16);
  const domain = domainOf(headerMailbox('"from"', from).address);
  const sender = domain
    .replace(/[^a-z0-9]/g, '-')
    .slice(-15)
    .padStart(5, '-');
  return `${campaign}:${domain}:newsletter:${sender}`;
}
