import PostalMime from 'postal-mime';
import type { FrozenLetter } from '../email/frozen.ts';
import type { KeyHandle } from '../lib/key-handle.ts';
import type { LoadedKey } from '../send/message/signing-keys.ts';
import { addressOf } from '../subscribers/subscriber.ts';
import { writeToken } from '../subscribers/token.ts';
import { faultsOfSignatures } from './signature.ts';

/** The expected content of letters. */
export interface Expected {
  readonly letters: readonly FrozenLetter[];
  readonly key: KeyHandle;
  /** The number of the list. */
  readonly list: number;
  /** None if letters are not signed. */
  readonly keys: readonly LoadedKey[];
}

/** Faults found in accepted letters, in words with the recipient. One list for each check. */
export interface Findings {
  readonly content: readonly string[];
  readonly links: readonly string[];
  readonly signatures: readonly string[];
}

/** Reads letters as a mail program does. `letters` are the bytes by the normal form of their reader's address. */
export async function readBack(
  letters: ReadonlyMap<string, Buffer>,
  { expected, numberOf }: { expected: Expected; numberOf: (reader: string) => number },
): Promise<Findings> {
  const findings = { content: [] as string[], links: [] as string[], signatures: [] as string[] };
  for (const [reader, bytes] of letters) {
    const named = (fault: string) => `${reader}: ${fault}`;
    const mail = await PostalMime.parse(bytes);
    const ticket = { list: expected.list, subscriber: numberOf(reader), purpose: 'unsubscribe' as const };
    const token = writeToken(expected.key, ticket);
    findings.content.push(...faultsOfContent(mail, reader, expected.letters).map(named));
    findings.links.push(...faultsOfLinks(mail, token).map(named));
    findings.signatures.push(...faultsOfSignatures(bytes.toString('latin1'), expected.keys).map(named));
  }
  return findings;
}

type Mail = Awaited<ReturnType<typeof PostalMime.parse>>;

function faultsOfContent({ subject = '', html, text, to }: Mail, reader: string, letters: readonly FrozenLetter[]) {
  const to0 = to?.[0]?.address ?? '';
  return [
    addressOf(to0)?.normal !== reader && `it is addressed to ${to0 || 'nobody'}`,
    !letters.some(({ letter }) => fits(subject, letter.subject)) && `its subject is "${subject}"`,
    !html?.trim() && 'it has no HTML part',
    !text?.trim() && 'it has no text part',
  ].filter((fault) => fault !== false);
}

/** Whether it is the frozen letter, with any values in its slots: white space in headers is folded. */
function fits(subject: string, frozen: FrozenLetter['letter']['subject']): boolean {
  const parts = frozen.map((part) =>
    typeof part === 'string' ? spaceless(part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '.*',
  );
  return new RegExp(`^${parts.join('')}$`).test(spaceless(subject));
}

function spaceless(text: string): string {
  return text.replace(/\s+/g, '');
}

/** The link is that person's own, wherever a person or a mail program looks for it. */
function faultsOfLinks({ html = '', text = '', headers }: Mail, token: string): string[] {
  const header = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
  const places = { 'the header List-Unsubscribe': header, 'the HTML part': html, 'the text part': text };
  return Object.entries(places)
    .filter(([, content]) => !content.includes(token))
    .map(([place]) => `${place} has no link to unsubscribe of this reader`);
}
