import type { Pause } from '../ledger.ts';

/** The name of the setting by which a sending, or all, is kept from being sent. */
export function pauseName(sending: number | 'all'): string {
  return sending === 'all' ? 'paused' : `paused-${sending}`;
}

export function storedPause(at: Date, why: string | undefined): Buffer {
  return Buffer.from(JSON.stringify({ at: at.getTime(), ...(why !== undefined && { why }) }));
}

/** The pause of everything comes before that of one sending. */
export function pauseFrom(rows: readonly { readonly name?: unknown; readonly value?: unknown }[]): Pause | undefined {
  const row = rows.find(({ name }) => name === pauseName('all')) ?? rows[0];
  if (!row) return undefined;
  const { at, why } = JSON.parse(Buffer.from(row.value as Uint8Array).toString()) as { at: number; why?: string };
  return { at: new Date(at), isOfAll: row.name === pauseName('all'), ...(why !== undefined && { why }) };
}
