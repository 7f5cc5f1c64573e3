import type { Cell, Kind, Service, Told } from './export-format.ts';
import { namesIn } from './names.ts';

/**
 * An audience is exported as a ZIP of up to four files, and the file that a person is in is all that is known of their
 * consent. Columns of the writer come before MEMBER_RATING, Mailchimp's own behind it. Times have no zone,
 * and Mailchimp does not say whose they are: they are taken as UTC.
 */
export const mailchimp: Service = {
  name: 'Mailchimp',
  marks: ['memberrating', 'lastchanged', 'leid', 'euid'],
  read: [
    ...['firstname', 'lastname', 'name', 'fullname', 'optintime', 'confirmtime', 'tags'],
    ...['unsubtime', 'unsubreason', 'cleantime', 'lastchanged'],
  ],
  payments: [],
  own: [
    ...['memberrating', 'emailtype', 'optinip', 'confirmip', 'latitude', 'longitude', 'gmtoff', 'dstoff', 'timezone'],
    ...['cc', 'region', 'leid', 'euid', 'notes', 'unsubcampaigntitle', 'unsubcampaignid', 'unsubreasonother'],
    ...['cleancampaigntitle', 'cleancampaignid'],
  ],
  proves: true,
  kindOf,
  tell,
};

function kindOf(header: readonly string[], file: string): Kind {
  // A writer who once imported an old export has custom columns of these names, too.
  const behind = header.slice(header.indexOf('memberrating'));
  const name = /(?:non|un)?subscribed|cleaned/.exec(file.toLowerCase().replace(/^.*[\\/]/, ''))?.[0];
  if (name === 'nonsubscribed') return name;
  if (behind.includes('cleantime') || name === 'cleaned') return 'cleaned';
  if (behind.includes('unsubtime') || name === 'unsubscribed') return 'unsubscribed';
  return name === 'subscribed' ? name : 'untold';
}

function tell(cell: Cell, kind: Kind | undefined): Told {
  const parts = [cell('firstname'), cell('lastname')].filter(Boolean).join(' ');
  const [confirmed, opted] = [cell('confirmtime'), cell('optintime')];
  const shared = {
    name: cell('name') || cell('fullname') || parts,
    tags: namesIn(cell('tags')),
    // Whom the writer uploaded has a time of confirming and none of opting in.
    ...(opted
      ? { agreed: { how: confirmed ? 'confirmed' : 'signed up', at: confirmed || opted } }
      : { added: confirmed }),
  };
  if (kind === 'cleaned') return { ...shared, status: 'bounced', left: cell('cleantime') || cell('lastchanged') };
  if (kind !== 'unsubscribed') return { ...shared, status: 'active' };
  const reason = cell('unsubreason');
  const status = /spam|abuse/i.test(reason) ? 'complained' : 'unsubscribed';
  return { ...shared, status, left: cell('unsubtime') || cell('lastchanged'), reason };
}
