import { join } from 'node:path';
import { type Lookup, refuseVariable, secretOf } from './environment.ts';

/** The names of the variables that lead to a list in PostgreSQL. */
export const databaseVariables = [
  'DATABASE_URL',
  'DATABASE_URL_FILE',
  'DATABASE_DIRECT_URL',
  'DATABASE_DIRECT_URL_FILE',
] as const;

/** Where the list of a publication is kept. */
export interface ListPlace {
  /** The path of the SQLite file, or the address of a PostgreSQL database, which may hold a password. */
  readonly place: string;
  /** As messages name it, without any password. */
  readonly named: string;
  readonly isServer: boolean;
  /** The address that leads around a pooler, for what needs a connection of its own; absent if none is set. */
  readonly direct?: string;
  /** Where the file of SQLite is, or would be. */
  readonly file: string;
}

/**
 * `tidings.db` of a publication, or the database of `DATABASE_URL`.
 * @throws ProblemError with exit code 2 if that is no such address; it is never part of a message.
 */
export async function listPlace(
  lookup: Lookup,
  directory: string,
  display: (file: string) => string,
): Promise<ListPlace> {
  const file = join(directory, 'tidings.db');
  const address = await secretOf('DATABASE_URL', 'address', lookup, directory);
  if (address === undefined) return { place: file, named: display(file), isServer: false, file };
  const url = /^postgres(ql)?:\/\//.test(address) ? addressOfDatabase(address) : undefined;
  if (!url)
    return refuseVariable(
      'DATABASE_URL is not the address of a PostgreSQL database',
      'Write it as postgres://user:password@host:5432/tidings; encode @ : / in the password as %40 %3A %2F.',
    );
  const direct = await secretOf('DATABASE_DIRECT_URL', 'address', lookup, directory);
  if (direct !== undefined && !isDatabase(direct))
    return refuseVariable(
      'DATABASE_DIRECT_URL is not the address of a PostgreSQL database',
      'Write it as postgres://user:password@host:5432/tidings: the server itself, around PgBouncer.',
    );
  return { place: address, named: url, isServer: true, file, ...(direct !== undefined && { direct }) };
}

function isDatabase(address: string): boolean {
  return /^postgres(ql)?:\/\//.test(address) && addressOfDatabase(address) !== undefined;
}

/** In words; nothing if it cannot be read. An address without a host leads to a socket of this machine. */
function addressOfDatabase(address: string): string | undefined {
  const url = URL.parse(address) ?? URL.parse(address.replace(/^([a-z]+:\/\/[^/]*@)\//, '$1localhost/'));
  if (!url) return undefined;
  const name = decodedPart(url.pathname.slice(1)) || decodedPart(url.username) || 'postgres';
  const host = url.searchParams.get('host') ?? decodedPart(url.hostname);
  return `the database "${name}"${host && !host.startsWith('/') ? ` on ${host}` : ''}`;
}

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
