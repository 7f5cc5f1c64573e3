import { open } from 'node:fs/promises';

/** How much of a file is looked at in one piece; the end of each is looked at again with the next. */
const piece = 1_048_576;
const overlap = 16_384;

/** The least length of a password that is searched for: a shorter word may stand in a file by chance. */
const shortest = 8;

/**
 * Why the content of a file is never for the public, as the end of a sentence; undefined if nothing speaks against it.
 * @param secrets Texts that no public file may hold.
 * @throws if the file cannot be read.
 */
export async function privateContent(path: string, secrets: readonly string[]): Promise<string | undefined> {
  const sought = secrets.filter(({ length }) => length >= shortest).map((secret) => Buffer.from(secret));
  const handle = await open(path);
  try {
    const buffer = Buffer.alloc(piece + overlap);
    for (let [kept, offset] = [0, 0]; ; ) {
      const { bytesRead } = await handle.read(buffer, kept, piece, offset);
      const bytes = buffer.subarray(0, kept + bytesRead);
      const reason = (offset === 0 ? kindOf(bytes) : undefined) ?? secretIn(bytes, sought);
      if (reason !== undefined || bytesRead === 0) return reason;
      offset += bytesRead;
      kept = Math.min(overlap, bytes.length);
      bytes.copy(buffer, 0, bytes.length - kept);
    }
  } finally {
    await handle.close();
  }
}

/** The kind of a file by its first bytes, if that is personal data or a key. */
function kindOf(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 65_536).replace(/^\xef\xbb\xbf/, '');
  if (isDatabase(bytes)) return 'it is a database of Tidings, or a part of one';
  if (head.includes('<meta name="generator" content="Tidings report">')) return 'it is a report about a sending';
  if (/^(email,name,status,language,tags,|email,number,state,attempts,|\{"(subscribers|deliveries)": \[)/.test(head))
    return 'it is an export of Tidings with personal data';
  if (/^PuTTY-User-Key-File-\d/.test(head)) return 'it is a private key';
  return isMail(head) ? 'it is a mail' : undefined;
}

/** By the application id, and by a table of a list whose header is not written yet; a log of changes tells no owner. */
function isDatabase(bytes: Buffer): boolean {
  if (/^\x37\x7f\x06[\x82\x83]/.test(bytes.toString('latin1', 0, 4))) return true;
  if (!bytes.toString('latin1', 0, 16).startsWith('SQLite format 3\0')) return false;
  return bytes.toString('latin1', 68, 72) === 'Tdng' || bytes.includes('CREATE TABLE subscriber');
}

/** RFC 5322, section 2.1: fields up to the first empty line; and the mbox format, where a line "From " comes first. */
function isMail(head: string): boolean {
  const fields = /^(?:From [^\n]*\n)?((?:[!-9;-~]+[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+)(?:\r?\n|$)/.exec(head)?.[1];
  const has = (name: string) => new RegExp(`^${name}[ \\t]*:`, 'im').test(fields ?? '');
  return has('From') && ['Message-ID', 'Received', 'Return-Path', 'MIME-Version', 'DKIM-Signature'].some(has);
}

/** A key in PEM with content, not a mere mention of its first line; and a secret under its name or as such. */
function secretIn(bytes: Buffer, secrets: readonly Buffer[]): string | undefined {
  if (secrets.some((secret) => bytes.includes(secret))) return 'it holds a secret of this publication';
  if (bytes.includes('PRIVATE KEY-----') && pem.test(bytes.toString('latin1'))) return 'it holds a private key';
  if (bytes.includes('TIDINGS_SECRET') && ownSecret.test(bytes.toString('latin1'))) return 'it holds a TIDINGS_SECRET';
  return undefined;
}

/** RFC 7468, and with header lines as in RFC 1421; in an .env file a line feed may be written as `\n`. */
const pem = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[ \t]|\r?\n|\\r|\\n|[\w-]+: [^\n]*\n)*[A-Za-z0-9+/=]{16}/;

const ownSecret = /^[ \t]*(?:export[ \t]+)?TIDINGS_SECRET[ \t]*=[ \t]*["']?[^\s"'#]{32}/m;
