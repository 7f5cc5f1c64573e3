/** The tables that a list consists of, in an order in which each refers to earlier ones, with the columns that both databases have. */
export interface CopiedTable {
  readonly name: string;
  /** How many of the columns, from the first on, are its key. */
  readonly key: number;
  /** Names and types: `i` a number, `t` a text, `b` bytes. */
  readonly columns: readonly (readonly [name: string, type: 'i' | 't' | 'b'])[];
}

/** Who holds a lease stays behind: a process that sends has one database. */
export const copiedTables: readonly CopiedTable[] = [
  table('setting', 1, 'name:t value:b'),
  table('subscriber', 1, 'id:i address:t normal:t name:t language:t fields:t frequency:t status:t added:i changed:i'),
  table('tag', 2, 'subscriber:i tag:t'),
  table('consent_text', 1, 'hash:b text:t'),
  table('consent', 1, 'id:i subscriber:i at:i event:t how:t shown:t ip:t text_hash:b page:t asked:i language:t'),
  table('suppression', 1, 'hash:b reason:t at:i subscriber:i'),
  table('former_address', 1, 'hash:b at:i'),
  table(
    'sending',
    1,
    'id:i issue:t slug:t subject:t source:t selection:t ways:t audience:t frozen:i message_ids:t open:t beat:i',
  ),
  table('letter', 2, 'sending:i number:i content:t sha256:b'),
  table('delivery', 2, 'sending:i subscriber:i letter:i state:t attempts:i first:i due:i'),
  table('outcome', 3, 'sending:i subscriber:i number:i at:i kind:t relay:t reply:t'),
  table('bounce', 2, 'sending:i subscriber:i at:i way:t gravity:t how:t state:t'),
  table('soft_bounce', 2, 'subscriber:i sending:i at:i'),
  table('returned_mail', 1, 'fingerprint:b at:i kind:t sending:i subscriber:i written:i reply:t'),
  table('told_mail', 1, 'fingerprint:b at:i'),
  table('provider_event', 1, 'fingerprint:b provider:t at:i reason:t content:t'),
  table('spent_token', 1, 'token:b request:b until:i'),
  table('waiting_mail', 1, 'id:i mail:b recipient:b added:i due:i attempts:i'),
  table('spent', 3, 'name:t key:b until:i number:i'),
];

function table(name: string, key: number, columns: string): CopiedTable {
  const pairs = columns.split(' ').map((column) => column.split(':') as [string, 'i' | 't' | 'b']);
  return { name, key, columns: pairs };
}

/** A value of a row as either database gives it. */
export type CopiedValue = string | number | Uint8Array | null;

/** One database while a list is copied. */
export interface CopySide {
  /** Rows behind a key, in the order of the key; from the first on without one. */
  rows(table: CopiedTable, after: readonly CopiedValue[] | undefined, limit: number): Promise<CopiedValue[][]>;
  /** The key of the last row; nothing if there is none. */
  last(table: CopiedTable): Promise<readonly CopiedValue[] | undefined>;
}

/** The database that a list is copied into. */
export interface CopyTarget extends CopySide {
  /** In one durable step. */
  insert(table: CopiedTable, rows: readonly CopiedValue[][]): Promise<void>;
}
