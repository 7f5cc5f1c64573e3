import { isLanguage } from '../../lib/uri.ts';
import { returnWords } from '../../report/returned.ts';
import type { DeliveryRecord } from '../../store/ledger.ts';
import type { ReturnedLetter } from '../../store/returned-mail.ts';
import type { Filter } from '../../store/subscriber-store.ts';
import { past } from '../../subscribers/merge.ts';
import type { ConsentRecord, Subscriber, Suppression } from '../../subscribers/subscriber.ts';
import type { FilterFlags, ListFlags } from '../flags.ts';
import type { Results } from '../json/results.ts';
import { plainReturned, triesOf } from '../outcomes.ts';
import type { Terminal } from '../terminal.ts';
import { readAddress, refuse, withList } from './open-list.ts';

/** `tidings subscribers`: how many there are. */
export async function count(terminal: Terminal, flags: ListFlags): Promise<number> {
  return withList(terminal, flags, async ({ subscribers, at }) => {
    const { statuses, suppressed } = await subscribers.count();
    const rows = [...Object.entries(statuses), ['suppressed', suppressed] as const];
    const width = Math.max(...rows.map(([, number]) => String(number).length));
    const lines = rows.map(([name, number]) => `${name.padEnd(14)}${String(number).padStart(width)}\n`);
    const some = Object.values(statuses).some((number) => number > 0);
    const next = some
      ? `npx tidings subscribers list${at}`
      : `npx tidings subscribers import people.csv --consent "how they agreed"${at}`;
    terminal.result('subscribers', `${lines.join('')}Next:\n  ${next}\n`, { statuses, suppressed });
    return 0;
  });
}

/** `tidings subscribers list`: a line for each, or a list of JSON objects; both as long as need be. */
export async function list(terminal: Terminal, flags: FilterFlags): Promise<number> {
  const filter = filterOf(flags);
  return withList(terminal, flags, async ({ subscribers, at }) => {
    let number = 0;
    const lines = async function* () {
      for await (const subscriber of subscribers.read(filter)) {
        number += 1;
        yield lineOf(subscriber);
      }
    };
    await terminal.stream(
      terminal.json ? jsonList('subscribers', subscribers.read(filter), (subscriber) => plain(subscriber)) : lines(),
    );
    const next = number > 0 ? `show <address>${at}` : `import people.csv --consent "how they agreed"${at}`;
    terminal.note(`${number} found.\nNext:\n  npx tidings subscribers ${next}\n`);
    return 0;
  });
}

/** `tidings subscribers show <address>`: all that is stored, as somebody may demand to see it. */
export async function show(terminal: Terminal, text: string, flags: ListFlags): Promise<number> {
  const address = readAddress(text);
  return withList(terminal, flags, async ({ subscribers, ledger, returnedMail, at }) => {
    const [subscriber, suppression] = await Promise.all([
      subscribers.find(address),
      subscribers.suppressionOf(address),
    ]);
    if (!subscriber && !suppression)
      refuse(
        `nothing is stored of ${address.typed}`,
        `"tidings subscribers list${at}" prints who is on the list.`,
        'not-found',
      );
    const log = subscriber ? await subscribers.consentOf(subscriber.id) : [];
    const issues = subscriber ? await ledger.historyOf(subscriber.id) : [];
    const returned = subscriber ? await returnedMail.read({ subscriber: subscriber.id }) : [];
    const slugs = new Map(issues.map(({ sending, slug }) => [sending, slug]));
    const rows = [
      ...rowsOf(address.typed, subscriber, suppression, log),
      ...issues.flatMap(rowsOfIssue),
      ...returned.map((letter): Line => ['returned', wordsOfReturned(letter, slugs.get(letter.sending ?? 0))]),
    ];
    terminal.result('subscribers-show', tableOf(rows), {
      ...(subscriber ? plain(subscriber) : { address: address.typed }),
      ...(suppression && { suppression }),
      consent: log,
      issues: issues.map(({ slug, ...delivery }) => ({ slug, ...triesOf(delivery) })),
      returned: returned.map((letter) => {
        const slug = slugs.get(letter.sending ?? 0);
        return { ...plainReturned(letter), ...(slug !== undefined && { slug }) };
      }),
    });
    return 0;
  });
}

/** The filter of `--status`, `--tag` and `--language`. */
export function filterOf({ status, tag, language }: FilterFlags): Filter {
  if (language !== undefined && !isLanguage(language))
    refuse(`--language "${language}" is not a language tag`, 'Write it as in BCP 47: en, de-AT, zh-Hant.');
  return { ...(status && { status }), ...(tag && { tag }), ...(language && { language }) };
}

/** A subscriber as JSON shows one. */
export function plain({ address, ...rest }: Subscriber): Results['subscribers-list']['subscribers'][number] {
  return { ...rest, address: address.typed };
}

/** One JSON object that holds a list of any length, in pieces. */
export async function* jsonList<Item>(
  name: string,
  items: AsyncIterable<Item>,
  shape: (item: Item) => object | Promise<object>,
): AsyncGenerator<string> {
  let before = `{"${name}": [\n`;
  for await (const item of items) {
    yield `${before}${JSON.stringify(await shape(item))}`;
    before = ',\n';
  }
  yield `${before.startsWith('{') ? before : '\n'}]}\n`;
}

/** For `cut`, so that an empty column is there, too. No value holds a tab. */
function lineOf({ address, status, language = '', tags, name = '' }: Subscriber): string {
  return `${[address.typed, status, language, tags.join(' '), name].join('\t')}\n`;
}

/** A name and its value; left out without a value. */
type Line = readonly [string, string | undefined];

function rowsOf(
  address: string,
  subscriber: Subscriber | undefined,
  suppression: Suppression | undefined,
  log: readonly ConsentRecord[],
): Line[] {
  const rows: Line[] = [['address', address]];
  if (subscriber) {
    const { id, address, name, language, tags, fields, frequency, status, added, changed } = subscriber;
    rows[0] = ['address', address.typed];
    rows.push(['number', String(id)], ['status', status], ['name', name], ['language', language]);
    rows.push(['tags', tags.join(' ') || undefined], ...Object.entries(fields));
    rows.push(['frequency', frequency && 'digests only']);
    rows.push(['added', added.toISOString()], ['changed', changed.toISOString()]);
  }
  if (suppression)
    rows.push(['suppressed', `${past[suppression.reason]} on ${suppression.at.toISOString().slice(0, 10)}`]);
  return [...rows, ...log.flatMap(rowsOfConsent)];
}

/** A consent or a departure, with everything that proves it. */
function rowsOfConsent({ at, event, how, shown, textHash, page, asked, language, ip }: ConsentRecord): Line[] {
  return [
    ['log', `${at.toISOString()}  ${event}: ${how}`],
    ['', asked && `asked: ${asked.toISOString()}`],
    ['', shown && `shown: ${shown}`],
    ['', textHash && `SHA-256 of it: ${textHash}`],
    ['', page && `page: ${page}`],
    ['', language && `in: ${language}`],
    ['', ip && `from ${ip}`],
  ];
}

/** The outcome of one issue, with the servers' replies. */
function rowsOfIssue({ slug, ...delivery }: DeliveryRecord): Line[] {
  const { state, due, events } = triesOf(delivery);
  const wait = due ? `, again from ${due.toISOString()}` : '';
  return [
    ['issue', `${slug}: ${state.replace('-', ' ')}${wait}`],
    ...events.map(({ at, kind, relay, reply }): Line => {
      const said = [relay && `by ${relay}`, reply].filter((words) => words !== undefined).join(': ');
      return ['', [at.toISOString(), kind.replace('-', ' '), said].filter((words) => words !== '').join('  ')];
    }),
  ];
}

/** A mail about a letter: when it was written, what became of the letter, and what a server said. */
function wordsOfReturned({ at, kind, reply }: ReturnedLetter, slug: string | undefined): string {
  const words = `${slug === undefined ? '' : `${slug}: `}${returnWords[kind][0].toLowerCase()}`;
  return [at.toISOString(), words, reply].filter((part) => part !== undefined).join('  ');
}

function tableOf(rows: readonly Line[]): string {
  const known = rows.filter((row) => row[1] !== undefined);
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}
