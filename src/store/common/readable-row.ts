import type { StoredRow } from './rows.ts';

const instants: ReadonlySet<string> = new Set(['at', 'first', 'due', 'written']);

/** Instants as people write them; what is not known is left out. */
export function readableRow(row: StoredRow): Readonly<Record<string, unknown>> {
  const known = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(
    known.map(([name, value]) => [name, instants.has(name) ? new Date(value as number).toISOString() : value]),
  );
}
