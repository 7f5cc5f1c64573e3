import { readableRow } from '../common/readable-row.ts';
import type { PersonalData } from '../subscriber-store.ts';
import type { Tables } from './tables.ts';

/** Everything that the tables hold of a person, under names that are made for reading. */
export function personalData(tables: Tables, id: number): PersonalData | undefined {
  const person = tables.get(id);
  if (!person) return undefined;
  const { address, added, changed, ...chosen } = person;
  const rows = (sql: string) => tables.rows(sql, id).map(readableRow);
  return {
    ...{ address: address.typed, ...chosen, added: added.toISOString(), changed: changed.toISOString() },
    consent: tables.consentOf(id),
    suppression: tables.suppression(tables.hashOf(address)) ?? null,
    letters: rows(
      `SELECT n.slug AS issue, n.subject, d.state, d.attempts, d.first, d.due FROM sending n
        CROSS JOIN delivery d ON d.sending = n.id WHERE d.subscriber = ? ORDER BY d.sending`,
    ),
    answers: rows(
      `SELECT n.slug AS issue, o.at, o.kind, o.relay, o.reply FROM sending n
        CROSS JOIN outcome o ON o.sending = n.id WHERE o.subscriber = ? ORDER BY o.sending, o.number`,
    ),
    bounces: rows(
      `SELECT n.slug AS issue, b.at, b.way, b.gravity, b.how, b.state FROM bounce b
        LEFT JOIN sending n ON n.id = b.sending WHERE b.subscriber = ? ORDER BY b.at`,
    ),
    returned: rows(
      `SELECT n.slug AS issue, r.at, r.written, r.kind, r.reply FROM returned_mail r
        LEFT JOIN sending n ON n.id = r.sending WHERE r.subscriber = ? ORDER BY r.at`,
    ),
    // Without the content, in which other people may be named.
    events: tables
      .rows(
        `SELECT at, provider, reason FROM provider_event WHERE instr(lower(content), lower(?1)) > 0
          OR instr(lower(content), lower(?2)) > 0 ORDER BY at`,
        ...[address.typed, address.normal],
      )
      .map(readableRow),
  };
}
