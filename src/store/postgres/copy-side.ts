import type { KeyHandle } from '../../lib/key-handle.ts';
import { suppressionHash } from '../../subscribers/token.ts';
import type { CopiedTable, CopiedValue, CopyTarget } from '../copy/tables.ts';
import type { PostgresConnection, Queries, SqlValue } from './connection.ts';

const types = { i: 'bigint', t: 'text', b: 'bytea' } as const;

/** A list in PostgreSQL, while it is copied. `queries`: a transaction where it is only read. */
export function postgresSide(queries: Queries, connection: PostgresConnection, key: KeyHandle): CopyTarget {
  return {
    rows: async ({ name, key: length, columns }, after, limit) => {
      const names = columns.map(([column]) => column);
      const order = names.slice(0, length).join(', ');
      const behind = after ? `WHERE (${order}) > (${after.map((_, index) => `$${index + 2}`).join(', ')})` : '';
      const sql = `SELECT ${names.join(', ')} FROM tidings.${name} ${behind} ORDER BY ${order} LIMIT $1`;
      const rows = await queries.rows(sql, limit, ...((after ?? []) as SqlValue[]));
      return rows.map((row) => names.map((column) => row[column] as CopiedValue));
    },
    last: async ({ name, key: length, columns }) => {
      if (name === 'setting') return undefined;
      const names = columns.slice(0, length).map(([column]) => column);
      const order = names.map((column) => `${column} DESC`).join(', ');
      const row = await queries.row(`SELECT ${names.join(', ')} FROM tidings.${name} ORDER BY ${order} LIMIT 1`);
      return row && names.map((column) => row[column] as CopiedValue);
    },
    insert: (table, rows) => connection.write(async (transaction) => insertAll(transaction, table, rows, key)),
  };
}

async function insertAll(
  queries: Queries,
  { name, columns }: CopiedTable,
  rows: readonly CopiedValue[][],
  key: KeyHandle,
): Promise<void> {
  const names = columns.map(([column]) => column);
  const values: CopiedValue[][] = columns.map((_, index) => rows.map((row) => row[index]!));
  const kinds: string[] = columns.map(([, type]) => types[type]);
  if (name === 'subscriber') {
    const normal = names.indexOf('normal');
    names.push('hash');
    kinds.push('bytea');
    values.push(
      rows.map((row) => (row[normal] === null ? null : suppressionHash(key, { normal: row[normal] as string }))),
    );
  }
  const lists = kinds.map((kind, index) => `$${index + 1}::${kind}[]`).join(', ');
  await queries.run(
    `INSERT INTO tidings.${name} (${names.join(', ')}) SELECT * FROM unnest(${lists}) ON CONFLICT DO NOTHING`,
    ...(values as unknown as SqlValue[]),
  );
}
