import { keptEventFrom } from '../common/kept-event.ts';
import { type KeptEvent, keptEventsLimit, type SpentToken } from '../returned-mail.ts';
import type { Tables } from './tables.ts';

/** Events that nobody could be held to, and the tokens of signatures that were used. */
export class ProviderEvents {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** How many are new. */
  keep(events: readonly KeptEvent[], now: Date): number {
    const sql =
      'INSERT OR IGNORE INTO provider_event (fingerprint, provider, at, reason, content) VALUES (?, ?, ?, ?, ?)';
    let count = 0;
    for (const { fingerprint, provider, at, reason, content } of events) {
      const when = Math.min(at.getTime(), now.getTime());
      count += Number(this.#tables.run(sql, fingerprint, provider, when, reason, content).changes);
    }
    const oldest = now.getTime() - keptEventsLimit.days * 86_400_000;
    this.#tables.run('DELETE FROM provider_event WHERE at < ?', oldest);
    this.#tables.run(
      `DELETE FROM provider_event WHERE fingerprint IN
        (SELECT fingerprint FROM provider_event ORDER BY at DESC, fingerprint LIMIT -1 OFFSET ?)`,
      keptEventsLimit.events,
    );
    return count;
  }

  kept(now: Date): KeptEvent[] {
    const oldest = now.getTime() - keptEventsLimit.days * 86_400_000;
    const sql = 'SELECT * FROM provider_event WHERE at >= ? ORDER BY at DESC, fingerprint';
    return this.#tables.rows(sql, oldest).map(keptEventFrom);
  }

  spend({ token, request, until }: SpentToken, now: Date): 'first' | 'again' | 'elsewhere' {
    this.#tables.run('DELETE FROM spent_token WHERE until < ?', now.getTime());
    const sql = 'INSERT OR IGNORE INTO spent_token (token, request, until) VALUES (?, ?, ?)';
    if (this.#tables.run(sql, token, request, until.getTime()).changes > 0) return 'first';
    const known = this.#tables.row('SELECT request FROM spent_token WHERE token = ?', token)!.request as Uint8Array;
    return Buffer.from(known).equals(request) ? 'again' : 'elsewhere';
  }
}
