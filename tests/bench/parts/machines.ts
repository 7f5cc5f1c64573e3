import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { openList } from '../../acceptance/open-list.ts';
import { type Sink, startSink } from '../../acceptance/sink.ts';
import { startPostgres } from '../../store/postgres/server.ts';
import { listFolder } from '../list-folder.ts';
import { cli } from '../ours.ts';
import { cpuOf, cpuOfFamily, idleTime } from '../processes.ts';
import { seconds, type Table } from '../table.ts';

/** So many connections of each worker. */
const connections = 20;

/** How long the sink takes for its answer to the final dot, in milliseconds. */
const delay = 100;

/** One way to send: by `tidings send`, or by so many workers; and how often as fast as another one it shall be. */
interface Way {
  readonly name: string;
  readonly store: 'SQLite' | 'PostgreSQL';
  readonly workers?: number;
  readonly bar?: { readonly to: number; readonly times: number };
}

const ways: readonly Way[] = [
  { name: 'SQLite, tidings send', store: 'SQLite' },
  { name: 'PostgreSQL, tidings send', store: 'PostgreSQL', bar: { to: 0, times: 0.5 } },
  { name: 'PostgreSQL, 1 worker', store: 'PostgreSQL', workers: 1 },
  { name: 'PostgreSQL, 2 workers', store: 'PostgreSQL', workers: 2, bar: { to: 2, times: 1.9 } },
  { name: 'PostgreSQL, 4 workers', store: 'PostgreSQL', workers: 4, bar: { to: 2, times: 3.5 } },
];

/** One sender on either store, then several workers; and the steps that take longest at a million. */
export async function* machines([letters = 4000, readers = 1_000_000]: readonly number[] = []): AsyncGenerator<Table> {
  const paces: Pace[] = [];
  for (const way of ways) paces.push(await paceOf(way, letters * (way.workers ?? 1)));
  yield paceTable(paces);
  yield await largeList(readers);
}

/** A moment of a run: seconds of CPU until then. */
interface Sample {
  readonly at: number;
  readonly senders: number;
  readonly postgres: number;
  readonly sink: number;
  readonly idle: number;
  readonly all: number;
}

interface Pace extends Omit<Sample, 'at' | 'all'> {
  readonly perSecond: number;
  readonly letters: number;
}

/** Between the first tenth of the letters and the last, when every connection is at work. */
async function paceOf({ store, workers }: Way, count: number): Promise<Pace> {
  const server = store === 'PostgreSQL' ? await startPostgres({ durable: true }) : undefined;
  const sink = await startSink();
  const children: ChildProcess[] = [];
  const postgres = await server?.pid();
  try {
    const folder = listFolder({ count, port: sink.port, connections, database: server?.url, paragraphs: 20 });
    await sink.order({ faults: [{ at: 'dot', delay }] });
    const begin = (...args: string[]) => {
      const child = spawn(process.execPath, [cli, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
      children.push(child);
      return child;
    };
    const samples: Sample[] = [];
    const look = () =>
      samples.push({
        at: Date.now(),
        senders: children.reduce((sum, { pid }) => sum + cpuOf(pid!), 0),
        postgres: postgres === undefined ? 0 : cpuOfFamily(postgres),
        sink: cpuOf(sink.pid),
        ...idleTime(),
      });
    const timer = setInterval(look, 50);
    const sending = workers === undefined ? [] : ['--to-workers'];
    const crew = Array.from({ length: workers ?? 0 }, () => begin('worker', `--connections=${connections}`));
    // Each says that it is there.
    await Promise.all(crew.map(({ stdout }) => once(stdout!, 'data')));
    for (const { stdout } of crew) stdout!.resume();
    const sender = begin('send', 'letter', '--confirm=10000000', ...sending);
    sender.stdout!.resume();
    const [code] = await once(sender, 'exit');
    if (code !== 0) throw new Error(`tidings send ended with ${code}`);
    const taken = await allTaken(sink, count);
    clearInterval(timer);
    return between(taken, samples);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
    await sink.stop();
    server?.stop();
  }
}

async function allTaken(sink: Sink, count: number): Promise<readonly { readonly at: number }[]> {
  for (;;) {
    const taken = await sink.accepted();
    if (taken.length >= count) return taken;
    await setTimeout(200);
  }
}

function between(taken: readonly { readonly at: number }[], samples: readonly Sample[]): Pace {
  const times = taken.map(({ at }) => at).toSorted((one, other) => one - other);
  const [first, last] = [0.1, 0.9].map((share) => times[Math.floor(times.length * share)]!) as [number, number];
  const from = samples.findLast(({ at }) => at <= first)!;
  const to = samples.find(({ at }) => at >= last) ?? samples.at(-1)!;
  const letters = times.filter((at) => at > from.at && at <= to.at).length;
  const milliseconds = (key: 'senders' | 'postgres' | 'sink') => ((to[key] - from[key]) * 1000) / letters;
  return {
    letters,
    perSecond: (letters * 1000) / (to.at - from.at),
    ...{ senders: milliseconds('senders'), postgres: milliseconds('postgres'), sink: milliseconds('sink') },
    idle: (to.idle - from.idle) / (to.all - from.all),
  };
}

function paceTable(paces: readonly Pace[]): Table {
  const times = ways.map(({ bar }, index) => paces[index]!.perSecond / paces[bar?.to ?? index]!.perSecond);
  const bars = ways.flatMap(({ name, bar }, index) =>
    bar
      ? [`${name}: ${bar.times} times ${ways[bar.to]!.name} (${times[index]! >= bar.times ? 'held' : 'missed'})`]
      : [],
  );
  return {
    key: 'machines',
    title: `Letters to a sink that answers after ${delay} ms, ${connections} connections for each sender`,
    columns: ['', 'a second', 'times', 'sender CPU ms', 'PostgreSQL CPU ms', 'sink CPU ms', 'idle %'],
    rows: ways.map(({ name }, index) => {
      const { perSecond, senders, postgres, sink, idle } = paces[index]!;
      const costs = [senders, postgres, sink].map((number) => number.toFixed(2));
      return [name, Math.round(perSecond).toLocaleString('en'), times[index]!.toFixed(2), ...costs, percent(idle)];
    }),
    notes: [
      `CPU is that of one letter. ${connections} connections can give ${(connections * 1000) / delay} letters a second at most; where no core is idle, what is missing to a bar is the machine's.`,
      `The bars: ${bars.join('; ')}.`,
    ],
  };
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}

/** What is done at once for all readers, on PostgreSQL. */
async function largeList(count: number): Promise<Table> {
  const server = await startPostgres({ durable: true });
  try {
    const begin = performance.now();
    const folder = listFolder({ count, port: 1, connections, database: server.url, paragraphs: 1 });
    const added = since(begin);
    const { ledger, close } = await openList(folder);
    const plan = { issue: 'https://example.org/letter', slug: 'letter', subject: 'Letter', source: '', selection: {} };
    const freezing = performance.now();
    await ledger.freeze({ ...plan, letters: [], ways: [{ has: [], lacks: [], letter: 0 }] });
    const frozen = since(freezing);
    await close();
    const asking = performance.now();
    execFileSync(process.execPath, [cli, 'status', 'letter'], { cwd: folder, stdio: 'pipe' });
    const status = since(asking);
    const held = (value: number, bar: number) => (value <= bar ? 'held' : 'missed');
    return {
      key: 'machines-list',
      title: `A list of ${count.toLocaleString('en')} on PostgreSQL`,
      columns: ['', 'wall s'],
      rows: [
        ['imported', seconds(added)],
        ['frozen', seconds(frozen)],
        ['tidings status', seconds(status)],
      ],
      notes: [
        `The bars at a million are 20 s for the freeze (${held(frozen, 20)}) and 1 s for the status (${held(status, 1)}).`,
      ],
    };
  } finally {
    server.stop();
  }
}

function since(begin: number): number {
  return (performance.now() - begin) / 1000;
}
