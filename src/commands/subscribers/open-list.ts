import { setFlagsFromString } from 'node:v8';
import { type Config, type ConfigFlags, loadConfig } from '../../config/config.ts';
import { publishedListProblems } from '../../init/published-list.ts';
import { parseMailbox } from '../../lib/address.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { lostListProblems } from '../../sendings/list-mark.ts';
import { openStore, type Store, type StoreOptions } from '../../store/open.ts';
import { type Address, addressOf } from '../../subscribers/subscriber.ts';
import type { ListFlags } from '../flags.ts';
import { flagFor } from '../quoted.ts';
import type { Terminal } from '../terminal.ts';

/** A publication's list while a command works with it. */
export interface OpenList extends Pick<Store, 'subscribers' | 'ledger' | 'returnedMail' | 'signUps' | 'shared'> {
  readonly config: Config;
  /** The declared fields; `name` is none, for everybody may have one. */
  readonly fields: ReadonlySet<string>;
  /** The text to add to the next command: empty, or the flag that names the publication. */
  readonly at: string;
  /** The list in messages. */
  readonly named: string;
}

/**
 * Opens the list of a publication for as long as the work takes. `settings` are flags that replace settings.
 */
export async function withList(
  terminal: Terminal,
  { publication }: ListFlags,
  work: (list: OpenList) => Promise<number>,
  settings: ConfigFlags = {},
): Promise<number> {
  const { config } = await listOf(terminal, publication, settings);
  return withStore(terminal, config, async (store, named) => {
    terminal.warn([...(await lostListProblems(config, store.ledger)), ...(await publishedListProblems(config))]);
    const fields = Object.keys(config.settings.newsletter.fields ?? {}).filter((field) => field !== 'name');
    return work({ ...store, config, fields: new Set(fields), at: flagFor(publication), named });
  });
}

/**
 * Opens the list of settings that are loaded already for as long as the work takes. `hold`: how long the process may
 * stand still while others write.
 */
export async function withStore<Result>(
  { context: { clock } }: Terminal,
  config: Config,
  work: (store: Store, named: string) => Promise<Result>,
  options: Pick<StoreOptions, 'hold'> = {},
): Promise<Result> {
  const { place, named, file } = await config.list();
  const key = await config.secret();
  // Of a long list each row lives for a moment. Left alone, V8 lets 100 MB of them pile up before it sweeps.
  setFlagsFromString('--semi-space-growth-factor=1');
  const store = await openStore(place, { key, clock, named, before: file, ...options });
  try {
    return await work(store, named);
  } finally {
    await store.close();
  }
}

/** Where the list of a publication is kept. */
export async function listOf(terminal: Terminal, publication: string, settings: ConfigFlags = {}) {
  const config = await loadConfig(publication, settings, terminal.context);
  if (config.single) refuse(`${publication} is no publication folder`, 'Name the folder that holds tidings.yaml.');
  return { config, ...(await config.list()) };
}

/** Why a command about the list is refused; the guide lists them. */
type RefusalRule = 'usage' | 'not-found' | 'exists' | 'write' | 'unconfirmed' | 'bad-token' | 'suppressed';

/**
 * An address, bare or with a name before it as mail programs copy it.
 * @throws ProblemError with exit code 2 if the text is no address.
 */
export function readAddress(text: string): Address {
  return (
    addressOf(parseMailbox(text)?.address ?? text) ??
    refuse(`"${text}" is not an e-mail address`, 'Write it as name@example.org.')
  );
}

/** @throws ProblemError with exit code 2. `rule` names the cause for programs. */
export function refuse(message: string, hint: string, rule: RefusalRule = 'usage'): never {
  const problem: Problem = { severity: 'error', rule, message, hint };
  throw new ProblemError([problem], { exitCode: 2, state: 'Nothing was changed.' });
}
