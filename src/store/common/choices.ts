import type { Entry } from '../../subscribers/entry.ts';
import type { Subscriber } from '../../subscribers/subscriber.ts';
import type { Joining, SubscriberChange } from '../subscriber-store.ts';
import type { WrittenSubscriber } from './rows.ts';

/** What somebody has chosen, after a change. */
export function changedChoices(known: Subscriber, { name, language, fields, frequency }: SubscriberChange) {
  const given = { ...known.fields, ...fields };
  const values = {
    name: name ?? known.name,
    language: language ?? known.language,
    frequency: frequency === undefined ? known.frequency : frequency === 'digests' ? frequency : undefined,
  };
  return {
    fields: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')),
    status: known.status,
    ...(values.name && { name: values.name }),
    ...(values.language && { language: values.language }),
    ...(values.frequency && { frequency: values.frequency }),
  };
}

/** The person's newest words go before those of earlier. */
export function joinedChoices({ address, name, language, fields, frequency }: Joining, known: Subscriber | undefined) {
  const { frequency: before, ...kept } = known ?? { fields: {} };
  const digests = frequency === undefined ? before : frequency === 'digests' ? frequency : undefined;
  return {
    ...{ address, ...kept, ...(name && { name }), ...(language && { language }) },
    ...{ fields: { ...kept.fields, ...fields }, ...(digests && { frequency: digests }), status: 'active' as const },
  };
}

/** What is known of somebody after an entry of a list; what that leaves out stays. */
export function mergedChoices(
  entry: Entry,
  known: Subscriber | undefined,
  status: Subscriber['status'],
): WrittenSubscriber {
  const { frequency: before, ...kept } = known ?? {};
  const { frequency: given = before, ...said } = entry;
  const frequency = given === 'digests' ? { frequency: given } : {};
  return { ...kept, ...said, ...frequency, fields: { ...known?.fields, ...entry.fields }, status };
}
