import { createSecretKey } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyHandle } from '../lib/key-handle.ts';
import { type Lookup, refuseVariable, secretOf } from './environment.ts';

/** The names of the variables that hold the key of unsubscribe links and of the suppression list. */
export const secretVariables = ['TIDINGS_SECRET', 'TIDINGS_SECRET_FILE'] as const;

/**
 * The key of unsubscribe links and of the suppression list: the bytes of the text, at least 32.
 * @throws ProblemError with exit code 2 where there is none; the secret is never part of a message.
 */
export async function secretKey(lookup: Lookup, directory: string): Promise<KeyHandle> {
  const secret = await secretOf('TIDINGS_SECRET', 'secret', lookup, directory);
  if (secret !== undefined && Buffer.byteLength(secret) >= 32) return createSecretKey(secret, 'utf8');
  const isLost = await stat(join(directory, 'tidings.db')).then(
    () => true,
    () => false,
  );
  const putBack =
    'tidings.db was made with one: put back its line from your copy of .env. With another one nobody would be known who unsubscribed, and the links in sent letters would be dead.';
  if (secret !== undefined)
    refuseVariable('TIDINGS_SECRET is shorter than 32 bytes', isLost ? putBack : `Make one by: ${secretLine}`);
  return refuseVariable(
    'there is no TIDINGS_SECRET, the key of unsubscribe links and of the suppression list',
    isLost ? putBack : newSecret,
  );
}

/** Private keys as they were found. */
export interface KeyText {
  /** PEM: one key for each selector, in their order. */
  readonly pem: string;
  /** The spelling that the person used, such as `DKIM_PRIVATE_KEY_FILE`. */
  readonly named: string;
}

/** The names of the variables that hold the keys which letters are signed with. */
export const dkimVariables = ['DKIM_PRIVATE_KEY', 'DKIM_PRIVATE_KEY_FILE'] as const;

/** The keys that letters are signed with, if there are any. Throws a ProblemError with exit code 2 as `secretKey` does. */
export async function dkimKeyText(lookup: Lookup, directory: string): Promise<KeyText | undefined> {
  const pem = await secretOf('DKIM_PRIVATE_KEY', 'key in PEM', lookup, directory);
  const source = lookup('DKIM_PRIVATE_KEY_FILE') ?? lookup('DKIM_PRIVATE_KEY');
  return pem === undefined ? undefined : { pem, named: source!.named };
}

const secretLine =
  "node -p \"'\\nTIDINGS_SECRET='+crypto.randomBytes(32).toString('base64url')\" >> .env && chmod 600 .env";

const newSecret = `"tidings init" puts one into the .env of a new publication. For this one, run in the folder of tidings.yaml: ${secretLine}`;
