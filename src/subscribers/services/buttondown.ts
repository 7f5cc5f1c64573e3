import { ownValue } from '../../lib/own-value.ts';
import type { Entry } from '../entry.ts';
import type { Cell, Kind, Service, Told } from './export-format.ts';
import { namesIn } from './names.ts';

/** The export of subscribers or of unsubscribers; which columns it has depends on the account. */
export const buttondown: Service = {
  name: 'Buttondown',
  marks: ['creationdate'],
  anyOf: ['subscribertype', 'type', 'metadata', 'secondaryid', 'unsubscriptiondate'],
  read: [
    ...['type', 'subscribertype', 'tags', 'metadata', 'source', 'creationdate'],
    ...['unsubscriptiondate', 'unsubscriptionreason', 'undeliverabilitydate', 'undeliverabilityreason'],
  ],
  payments: [
    'stripecustomerid',
    'stripecustomer',
    'stripecoupon',
    'upgradedate',
    'churndate',
    'giftsubscriptionmessage',
  ],
  own: [
    ...['id', 'secondaryid', 'notes', 'referrerurl', 'utmcampaign', 'utmmedium', 'utmsource', 'ipaddress', 'avatarurl'],
    ...['riskscore', 'firewallreasons', 'openrate', 'clickrate', 'lastopendate', 'lastclickdate', 'referralcode'],
    ...['lastopeneddate', 'lastclickeddate', 'transitions', 'subscriberimportid', 'commentingdisabled'],
  ],
  proves: true,
  kindOf: (_, file) => (/unsubscriber[^/\\]*$/i.test(file) ? 'unsubscribed' : undefined),
  tell,
};

function tell(cell: Cell, kind: Kind | undefined): Told {
  const type = (cell('type') || cell('subscribertype')).toLowerCase();
  const [unsubscribed, undeliverable] = [cell('unsubscriptiondate'), cell('undeliverabilitydate')];
  const status =
    ownValue(statuses, type) ?? (undeliverable ? 'bounced' : unsubscribed || kind ? 'unsubscribed' : 'active');
  const source = cell('source').replaceAll('_', ' ');
  return {
    tags: namesIn(cell('tags')),
    status,
    ...(source === 'import' || source === 'user'
      ? { added: cell('creationdate') }
      : { agreed: { how: `subscribed${source && ` by ${source}`}`, at: cell('creationdate') } }),
    left: status === 'bounced' ? undeliverable : unsubscribed,
    reason: status === 'bounced' ? cell('undeliverabilityreason') : cell('unsubscriptionreason'),
    attributes: cell('metadata'),
  };
}

/** Types that are more than a kind of payment. People removed by the writer or by Buttondown get no letters. */
const statuses: Readonly<Record<string, Entry['status']>> = {
  unactivated: 'pending',
  unsubscribed: 'unsubscribed',
  removed: 'unsubscribed',
  blocked: 'unsubscribed',
  disabled: 'unsubscribed',
  spammy: 'unsubscribed',
  undeliverable: 'bounced',
  complained: 'complained',
};
