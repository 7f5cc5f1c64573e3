import { readableRow } from '../common/readable-row.ts';
import type { PersonalData } from '../subscriber-store.ts';
import type { PostgresTables } from './tables.ts';

/** Everything that the tables hold of a person, under names that are made for reading. */
export async function personalDataInPostgres(tables: PostgresTables, id: number): Promise<PersonalData | undefined> {
  const person = await tables.get(id);
  if (!person) return undefined;
  const { address, added, changed, ...chosen } = person;
  const rows = async (sql: string) => (await tables.queries.rows(sql, id)).map(readableRow);
  return {
    ...{ address: address.typed, ...chosen, added: added.toISOString(), changed: changed.toISOString() },
    consent: await tables.consentOf(id),
    suppression: (await tables.suppression(tables.hashOf(address))) ?? null,
    letters: await rows(
      `SELECT n.slug AS issue, n.subject, d.state, d.attempts, d.first, d.due FROM tidings.sending n
        JOIN tidings.delivery d ON d.sending = n.id WHERE d.subscriber = $1 ORDER BY d.sending`,
    ),
    answers: await rows(
      `SELECT n.slug AS issue, o.at, o.kind, o.relay, o.reply FROM tidings.sending n
        JOIN tidings.outcome o ON o.sending = n.id WHERE o.subscriber = $1 ORDER BY o.sending, o.number`,
    ),
    bounces: await rows(
      `SELECT n.slug AS issue, b.at, b.way, b.gravity, b.how, b.state FROM tidings.bounce b
        LEFT JOIN tidings.sending n ON n.id = b.sending WHERE b.subscriber = $1 ORDER BY b.at`,
    ),
    returned: await rows(
      `SELECT n.slug AS issue, r.at, r.written, r.kind, r.reply FROM tidings.returned_mail r
        LEFT JOIN tidings.sending n ON n.id = r.sending WHERE r.subscriber = $1 ORDER BY r.at`,
    ),
    // Without the content, in which other people may be named.
    events: (
      await tables.queries.rows(
        `SELECT at, provider, reason FROM tidings.provider_event WHERE strpos(lower(content), lower($1)) > 0
          OR strpos(lower(content), lower($2)) > 0 ORDER BY at`,
        ...[address.typed, address.normal],
      )
    ).map(readableRow),
  };
}
