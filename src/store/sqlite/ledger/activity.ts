import { senderOf } from '../../common/lease.ts';
import type { Activity } from '../../ledger.ts';
import type { Tables } from '../tables.ts';

/** Reads the log of a sending once from end to end. `holder` is who has its lease. */
export function activityOf(tables: Tables, sending: number, holder: string | null): Activity {
  const { first, last } = tables.row(`SELECT min(at) AS first, max(at) AS last FROM outcome ${answers}`, sending)!;
  const sender = senderOf(holder);
  const minute = `SELECT count(*) AS number FROM outcome ${answers} AND kind = 'sent' AND at > ?`;
  return {
    ...(first !== null && { first: new Date(first as number), last: new Date(last as number) }),
    lastMinute: last === null ? 0 : (tables.row(minute, sending, (last as number) - 60_000)!.number as number),
    ...(sender && { sender }),
  };
}

/** Events that are servers' answers, as opposed to changes by hand or by the list. */
const answers = "WHERE sending = ? AND kind IN ('sent', 'failed', 'later', 'in-doubt')";
