import { createHash } from 'node:crypto';
import { asciiAddress, parseMailbox } from '../../lib/address.ts';
import type { Issue } from '../../model/issue.ts';
import type { Publication } from '../../model/publication.ts';
import type { Posting } from './headers.ts';

/** What all messages of one letter share. */
export type Mailing = Omit<Posting, 'to' | 'date' | 'messageId' | 'unsubscribeUrl' | 'unsubscribeToken'>;

/** @param from The sender's mailbox. Issues have a list of their own on the web as soon as there is one by hand. */
export function mailingOf(
  issue: Pick<Issue, 'slug'>,
  { settings, issues = [] }: Pick<Publication, 'settings' | 'issues'>,
  from: string,
): Mailing {
  const { newsletter, url } = settings;
  const archiveUrl = issues.length > 0 ? new URL('issues/', url).href : url;
  return { from, newsletter, archiveUrl, feedbackId: feedbackId(issue, from) };
}

/**
 * By what Gmail sums up complaints, where the header is signed: the issue, the sender's domain, the kind of mail, and
 * who sends, in 5 to 15 characters.
 */
function feedbackId({ slug }: Pick<Issue, 'slug'>, from: string): string {
  const campaign = /^[\w.-]{1,60}$/.test(slug) ? slug : createHash('sha256').update(slug).digest('hex').slice(0, 16);
  // The settings are checked by now.
  const domain = asciiAddress(parseMailbox(from)!.address)!.split('@').at(-1)!;
  const sender = domain
    .replace(/[^a-z0-9]/g, '-')
    .slice(-15)
    .padStart(5, '-');
  return `${campaign}:${domain}:newsletter:${sender}`;
}
