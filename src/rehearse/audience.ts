import { copyToFile } from '../store/migrate.ts';
import { copyStore, openStore, type Store, type StoreOptions } from '../store/open.ts';
import type { Row } from '../subscribers/entry.ts';
import { checkEntry } from '../subscribers/entry.ts';

/** How many readers are invented where the list has nobody. */
const enough = 200;

/** How many are stored at once. */
const portion = 1000;

/** The ways in which readers can differ: languages of the letters, and tags used by letters or the audience. */
export interface Traits {
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  /** Everybody's tag, if only those who have it get the letter. */
  readonly chosen?: string | undefined;
}

/**
 * Copies a list into a new file, and opens the copy. The list itself is only read.
 * @returns Nothing if there is no list.
 */
export async function copyList(list: string, target: string, options: StoreOptions): Promise<Store | undefined> {
  const named = { file: `the copy of ${options.named}`, database: options.named };
  if (/^postgres(ql)?:/.test(list)) await copyToFile({ ...options, file: target, url: list, named }, ['waiting_mail']);
  else if (!(await copyOfFile(list, target, options))) return undefined;
  return openStore(target, options);
}

async function copyOfFile(list: string, target: string, options: StoreOptions): Promise<boolean> {
  try {
    await copyStore(list, target, { list: options.named, copy: `the copy of ${options.named}` });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Makes a list of readers who do not exist, some of each language and each tag: `reader0001@example.org` and so on. */
export async function inventList(
  target: string,
  options: StoreOptions,
  { readers = enough, traits }: { readers?: number | undefined; traits: Traits },
): Promise<Store> {
  const store = await openStore(target, options);
  try {
    for await (const outcomes of store.subscribers.merge(batches(readers, traits), { apply: true })) {
      const refused = outcomes.find(({ result }) => result !== 'new');
      if (refused) throw new Error(`an invented reader was ${refused.result}: ${refused.reason}`);
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function* batches(readers: number, traits: Traits): Generator<Row[]> {
  for (let first = 1; first <= readers; first += portion) {
    const size = Math.min(portion, readers - first + 1);
    yield Array.from({ length: size }, (_, index) => rowOf(first + index, traits));
  }
}

function rowOf(number: number, { languages, tags, chosen }: Traits): Row {
  const digits = String(number).padStart(4, '0');
  const address = `reader${digits}@example.org`;
  // One more than there are tags: some readers have none.
  const tag = tags[number % (tags.length + 1)];
  const language = languages[Math.floor(number / (tags.length + 1)) % languages.length];
  const own = [...new Set([tag, chosen].filter((one) => one !== undefined))];
  const consent = 'invented for a rehearsal';
  return {
    line: number,
    address,
    entry: checkEntry({ address, name: `Reader ${digits}`, language, tags: own, consent }, new Set()),
  };
}
