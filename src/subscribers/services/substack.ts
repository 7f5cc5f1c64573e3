import type { Service } from './export-format.ts';

/** `email_list.….csv`. People who left are not in it; people who turned letters off are. */
export const substack: Service = {
  name: 'Substack',
  marks: ['email', 'activesubscription'],
  anyOf: ['emaildisabled', 'expiry', 'preferdigests'],
  read: ['name', 'createdat', 'emaildisabled'],
  payments: ['activesubscription', 'expiry', 'plan', 'firstpaymentat', 'type', 'stripecustomerid'],
  own: ['preferdigests'],
  proves: true,
  caution: 'It leaves out who unsubscribed; who turned letters off is in it.',
  tell: (cell) => ({
    name: cell('name'),
    status: /^true$/i.test(cell('emaildisabled')) ? 'unsubscribed' : 'active',
    agreed: { how: 'subscribed', at: cell('createdat') },
  }),
};
