import type { KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { CompiledLetters } from '../publish/letters/compile-letters.ts';
import { signingKeys } from '../send/message/signing-keys.ts';
import type { Audience, AudienceFilter, Counts } from '../store/ledger.ts';
import type { Store } from '../store/open.ts';
import { type Check, checked, checksOf, type FaultReport, faultReports, type Remains, remainsOf } from './account.ts';
import { copyList, inventList, type Traits } from './audience.ts';
import { fastClock } from './fast-time.ts';
import { type Performance, perform } from './perform.ts';
import { readBack } from './read-back.ts';

export interface RehearseOptions {
  /** The file or address of the list, and how it is called in messages. */
  readonly list: string;
  readonly named: string;
  readonly selection: AudienceFilter;
  /** So many invented readers in the place of the list. */
  readonly readers?: number | undefined;
  readonly signal: AbortSignal;
  /** How many letters the server has taken, of how many. */
  readonly onProgress: (done: number, total: number) => void;
}

/** How a rehearsal went. */
export interface Rehearsal {
  /** Whether everything that has to hold does. */
  readonly ok: boolean;
  /** Whether the readers were invented. */
  readonly invented: boolean;
  readonly audience: Audience;
  readonly counts: Counts;
  readonly faults: readonly FaultReport[];
  readonly checks: readonly Check[];
  /** From the first letter to the last, with all that went wrong in between. */
  readonly seconds: number;
  /** While most of the letters went out. */
  readonly lettersPerSecond: number;
}

/**
 * Sends compiled letters to a copy of the list, by the code that sends in earnest, to a mail server of its own on this
 * machine that fails now and then; kills the sender on its way, begins it again, and holds the ledger against what the
 * server has. The list, its ledger and the lock stay as they are; the copy is gone when this returns or throws.
 * @throws ProblemError if the list cannot be read or a key is missing; the signal's reason.
 */
export async function rehearseIssue(
  config: Config,
  compiled: CompiledLetters,
  options: RehearseOptions,
): Promise<Rehearsal> {
  // Only its owner can look into it.
  const folder = await mkdtemp(join(tmpdir(), 'tidings-rehearsal-'));
  try {
    return await rehearseIn(folder, config, compiled, options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rehearseIn(
  folder: string,
  config: Config,
  compiled: CompiledLetters,
  options: RehearseOptions,
): Promise<Rehearsal> {
  const key = await config.secret();
  const keyText = await config.dkimKeys();
  const keys = signingKeys(config.settings.newsletter, keyText);
  const epoch = Date.now();
  const opening = { key, clock: fastClock(epoch), named: options.named };
  const { store, file, invented } = await gather(folder, opening, compiled, options);
  try {
    options.signal.throwIfAborted();
    const { ledger, subscribers } = store;
    // Another name, so that an issue that was sent in earnest already is rehearsed with everybody.
    const issue = `rehearsal:${compiled.issue}`;
    const sending = await ledger.freeze({ ...compiled, issue, selection: options.selection });
    const request = {
      ...{ database: file, named: options.named, issue, epoch },
      ...{ settings: settingsFor(config), secret: (key as KeyObject).export(), dkim: keyText },
    };
    const readers = (await Array.fromAsync(ledger.read(sending.id))).map(({ address }) => address!);
    const performance = await perform(readers, { folder, request, ...options });
    const remains = await remainsOf(store, { sending, performance, connections: config.settings.send.connections });
    const expected = { letters: compiled.letters, key, list: subscribers.list, keys };
    const letters = await checksOfLetters(performance, remains, expected);
    const checks = [...checksOf(remains), ...letters, ...checksOfSender(performance)];
    return {
      ...{ ok: checks.every(({ ok }) => ok), invented, audience: sending.audience, counts: remains.counts },
      ...{ faults: faultReports(remains), checks, ...paceOf(performance) },
    };
  } finally {
    await store.close();
  }
}

/** The copy of the list; or invented readers, if so it is wished or nobody of the list would get a letter. */
async function gather(
  folder: string,
  opening: Parameters<typeof inventList>[1],
  compiled: CompiledLetters,
  { list, readers, selection }: RehearseOptions,
): Promise<{ store: Store; file: string; invented: boolean }> {
  const copied = join(folder, 'list.db');
  const copy = readers === undefined ? await copyList(list, copied, opening) : undefined;
  if (copy && (await copy.ledger.survey(selection)).prepared > 0) return { store: copy, file: copied, invented: false };
  await copy?.close();
  const tags = [...new Set(compiled.ways.flatMap(({ has }) => has))];
  const traits: Traits = { languages: compiled.languages, tags, chosen: selection.tag };
  const file = join(folder, 'invented.db');
  return { store: await inventList(file, opening, { readers, traits }), file, invented: true };
}

/** One server, as fast as it goes; deferred deliveries have the time to be sent after all. */
function settingsFor({ settings }: Config): Config['settings'] {
  const { connections, retryFor } = settings.send;
  return { ...settings, send: { connections, retryFor: Math.max(retryFor, 4 * 3_600_000), relays: [] } };
}

async function checksOfLetters(
  { server }: Performance,
  { records }: Remains,
  expected: Parameters<typeof readBack>[1]['expected'],
): Promise<Check[]> {
  const numberOf = (reader: string) => records.get(reader)?.subscriber ?? 0;
  const { content, links, signatures } = await readBack(server.letters, { expected, numberOf });
  const some = `${server.letters.size} letters that were read back`;
  return [
    checked(`${some} have their subject, their reader, an HTML part and a text part`, content),
    checked(`${some} hold their own reader's link to unsubscribe, in the header and in both parts`, links),
    ...(expected.keys.length > 0 ? [checked(`${some} are signed (DKIM), and the signatures hold`, signatures)] : []),
  ];
}

function checksOfSender({ problems }: Performance): Check[] {
  return problems.length === 0 ? [] : [checked('the sender came to its end', problems)];
}

/** The last letters wait for another try, so that they say little of how fast it goes. */
function paceOf({ server: { times } }: Performance): Pick<Rehearsal, 'seconds' | 'lettersPerSecond'> {
  if (times.length === 0) return { seconds: 0, lettersPerSecond: 0 };
  const [first, last] = [times[0]!, times.at(-1)!];
  const most = Math.floor((times.length - 1) * 0.9);
  const span = (times[most]! - first) / 1000;
  return { seconds: (last - first) / 1000, lettersPerSecond: span > 0 ? most / span : 0 };
}
