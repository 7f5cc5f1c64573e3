import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { CopiedTable, CopiedValue, CopyTarget } from '../copy/tables.ts';

/** A list in a file, while it is copied. */
export function sqliteSide(database: DatabaseSync): CopyTarget {
  return {
    rows: async ({ name, key, columns }, after, limit) => {
      const names = columns.map(([column]) => column);
      const order = names.slice(0, key).join(', ');
      const behind = after ? `WHERE (${order}) > (${after.map(() => '?').join(', ')})` : '';
      const sql = `SELECT ${names.join(', ')} FROM ${name} ${behind} ORDER BY ${order} LIMIT ?`;
      const rows = database.prepare(sql).all(...((after ?? []) as SQLInputValue[]), limit);
      return rows.map((row) => names.map((column) => row[column] as CopiedValue));
    },
    last: async (table) => lastOf(database, table),
    insert: async ({ name, columns }, rows) => {
      const names = columns.map(([column]) => column).join(', ');
      const sql = `INSERT OR REPLACE INTO ${name} (${names}) VALUES (${columns.map(() => '?').join(', ')})`;
      const statement = database.prepare(sql);
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const row of rows) statement.run(...(row as SQLInputValue[]));
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
  };
}

function lastOf(database: DatabaseSync, { name, key, columns }: CopiedTable): CopiedValue[] | undefined {
  // The settings of a new file are those of a new list, in whose place those of the copied one come.
  if (name === 'setting') return undefined;
  const names = columns.slice(0, key).map(([column]) => column);
  const order = names.map((column) => `${column} DESC`).join(', ');
  const row = database.prepare(`SELECT ${names.join(', ')} FROM ${name} ORDER BY ${order} LIMIT 1`).get();
  return row && names.map((column) => row[column] as CopiedValue);
}
