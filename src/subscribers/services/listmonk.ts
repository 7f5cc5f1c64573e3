import type { Cell, Service, Told } from './export-format.ts';

/**
 * `subscribers.csv`. A person who unsubscribed from a list is still "enabled" there (knadh/listmonk #2855), and when
 * somebody was added is not how they agreed.
 */
export const listmonk: Service = {
  name: 'listmonk',
  marks: ['uuid', 'email', 'attributes', 'status'],
  read: ['name', 'attributes', 'status', 'createdat', 'updatedat'],
  payments: [],
  own: ['uuid'],
  proves: false,
  caution: 'It counts who unsubscribed from one of its lists as enabled: import those, too, with --unsubscribed.',
  tell,
};

function tell(cell: Cell): Told {
  const status = cell('status').toLowerCase() === 'enabled' ? 'active' : 'unsubscribed';
  return {
    name: cell('name'),
    status,
    added: cell('createdat'),
    ...(status === 'unsubscribed' && { left: cell('updatedat'), reason: cell('status') }),
    attributes: cell('attributes'),
  };
}
