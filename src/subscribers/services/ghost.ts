import type { Cell, Service, Told } from './export-format.ts';
import { namesIn } from './names.ts';

/** `members.….csv`. For several newsletters it says only whether a person gets any. */
export const ghost: Service = {
  name: 'Ghost',
  marks: ['email', 'subscribedtoemails', 'createdat'],
  anyOf: ['complimentaryplan', 'stripecustomerid', 'note', 'deletedat'],
  read: ['name', 'subscribedtoemails', 'emaildisabled', 'createdat', 'deletedat', 'labels'],
  payments: ['complimentaryplan', 'stripecustomerid', 'tiers', 'products', 'giftid'],
  own: ['id', 'note'],
  proves: true,
  tell,
};

function tell(cell: Cell): Told {
  // Ghost, too, takes an empty cell for true.
  const wanted = /^(?:true|)$/i.test(cell('subscribedtoemails')) && cell('deletedat') === '';
  const bounced = /^true$/i.test(cell('emaildisabled'));
  return {
    name: cell('name'),
    tags: namesIn(cell('labels')),
    status: bounced ? 'bounced' : wanted ? 'active' : 'unsubscribed',
    agreed: { how: 'member since', at: cell('createdat') },
    left: cell('deletedat'),
  };
}
