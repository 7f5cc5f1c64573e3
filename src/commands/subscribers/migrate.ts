import { grouped } from '../../lib/count-words.ts';
import { migrateToPostgres, migrateToSqlite } from '../../store/migrate.ts';
import { Progress } from '../../system/progress.ts';
import type { MigrateFlags } from '../flags.ts';
import type { Terminal } from '../terminal.ts';
import { listOf, refuse } from './open-list.ts';

/** `tidings subscribers migrate --to postgres|sqlite`: copies the list between `tidings.db` and the database of DATABASE_URL. */
export async function migrateList(terminal: Terminal, { publication, to }: MigrateFlags): Promise<number> {
  const { config, place, named: database, isServer, file } = await listOf(terminal, publication);
  if (!isServer)
    refuse('DATABASE_URL is not set', 'Put DATABASE_URL=postgres://user:password@host:5432/tidings into .env.');
  const named = { file: config.display(file), database };
  const bar = new Progress(process.stderr, 'rows');
  const options = {
    ...{ file, url: place, named, key: await config.secret(), clock: terminal.context.clock },
    onProgress: ({ rows }: { rows: number }) => bar.update(rows, rows),
  };
  const migrate = to === 'postgres' ? migrateToPostgres : migrateToSqlite;
  const tables = await migrate(options).finally(() => bar.end());
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const [from, into] = to === 'postgres' ? [named.file, database] : [database, named.file];
  const words = `Copied ${from} into ${into}: ${grouped(rows)} rows of ${tables.length} tables, and every table is the same by its SHA-256.\n${from} stays as it was.\n`;
  const next =
    to === 'postgres'
      ? `Next: move ${named.file} away, so that nobody sends from it by mistake.\n`
      : 'Next: take DATABASE_URL out of .env and the environment, so that the file is used.\n';
  terminal.result('subscribers-migrate', `${words}${next}`, { from, to: into, rows, tables });
  return 0;
}
