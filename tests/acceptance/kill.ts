import type { ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { disputesOf } from './kill-account.ts';
import { connections, finished, makeTarget, type Target } from './kill-target.ts';
import type { Fault, Remembered, Step } from './sink-conversation.ts';

export interface Ordeal {
  readonly subscribers: number;
  readonly kills: number;
  readonly seed: number;
  /** The address of a list in PostgreSQL; without it, it is a file. */
  readonly database?: string;
  readonly onProgress?: (words: string) => void;
}

/** What came of it: all of the audience is in one of these. */
export interface Outcome {
  readonly kills: number;
  /** Kills before the audience was frozen. */
  readonly early: number;
  readonly prepared: number;
  readonly sent: number;
  readonly failed: number;
  readonly suppressed: number;
  /** How many were in doubt before they were sent again. */
  readonly doubted: number;
  /** Who got two copies: in doubt, and sent again as was asked for. */
  readonly twice: number;
}

/**
 * Sends an issue to a list, kills the sender at chance moments while the server fails at chance steps, and goes on
 * until all is sent; then sends again what is in doubt. After every kill the ledger is held against what the server
 * has. Throws an error with the seed where they contradict each other.
 */
export async function endure(ordeal: Ordeal): Promise<Outcome> {
  const target = await makeTarget(ordeal.subscribers, ordeal.database);
  try {
    return await new Trial(target, ordeal).run(ordeal);
  } catch (error) {
    throw new Error(`${(error as Error).message}\nTo see it again: KILL_SEED=${ordeal.seed}`, { cause: error });
  } finally {
    await target.close();
  }
}

/** When a sender is killed: after some time, at some write into the list's file, or at some step at the server. */
type Moment =
  | { readonly kind: 'time'; readonly milliseconds: number }
  | { readonly kind: 'write'; readonly count: number }
  | { readonly kind: 'step'; readonly at: Step | 'answered'; readonly after: number };

class Trial {
  readonly #target: Target;
  readonly #random: () => number;
  readonly #seed: number;
  readonly #isFile: boolean;
  readonly #tell: (words: string) => void;
  readonly #accepted: Remembered[] = [];
  readonly #left = new Map<string, number>();
  #hours = 0;
  #killed = 0;
  #early = 0;
  #resend = false;

  constructor(target: Target, { seed, database, onProgress = () => {} }: Ordeal) {
    this.#target = target;
    this.#isFile = database === undefined;
    this.#seed = seed;
    this.#random = chance(seed);
    this.#tell = onProgress;
  }

  async run(ordeal: Ordeal): Promise<Outcome> {
    for (let left = ordeal.kills; left > 0; left -= 1) {
      await this.#attempt(this.#moment(left, ordeal), this.#pick(weathers));
      if (left % 5 === 0) await this.#somebodyLeaves();
    }
    await this.#toTheEnd();
    const doubted = (await this.#states()).get('in-doubt') ?? 0;
    this.#resend = true;
    await this.#attempt({ kind: 'step', at: 'dot', after: 1 + Math.floor(doubted / 2) }, []);
    await this.#toTheEnd();
    const states = await this.#states();
    const open = [...states].filter(([state]) => !['sent', 'failed', 'suppressed'].includes(state));
    if (open.length > 0) throw new Error(`at the end some are neither sent nor failed: ${JSON.stringify(open)}`);
    const of = (state: string) => states.get(state) ?? 0;
    return {
      ...{ kills: this.#killed, early: this.#early, doubted },
      prepared: (await this.#target.sending())!.audience.prepared,
      ...{ sent: of('sent'), failed: of('failed'), suppressed: of('suppressed') },
      twice: this.#accepted.length - new Set(this.#accepted.map(({ to }) => to)).size,
    };
  }

  /** Before the audience is frozen letters are compiled; behind that the kills are spread over all deliveries. */
  #moment(left: number, { subscribers, kills }: Ordeal): Moment {
    const kind = this.#random();
    // The first ones come while letters are compiled or the audience is frozen, as far as chance has it.
    if (left > 0.85 * kills) return kind < 0.6 ? this.#time(2000) : this.#write(4);
    if (kind < 0.15) return this.#time(800);
    if (kind < 0.3) return this.#write(20);
    const at = this.#pick(moments);
    const share = at === 'greeting' ? connections : (2 * (subscribers - this.#accepted.length)) / left;
    return { kind: 'step', at, after: 1 + Math.floor(this.#random() * share) };
  }

  #time(most: number): Moment {
    return { kind: 'time', milliseconds: Math.floor(this.#random() * most) };
  }

  #write(most: number): Moment {
    // Nobody sees from outside when a server writes.
    if (!this.#isFile) return this.#time(100 * most);
    return { kind: 'write', count: 1 + Math.floor(this.#random() * most) };
  }

  /** One run of the sender, killed at that moment unless it was done before. */
  async #attempt(moment: Moment, faults: readonly Fault[]): Promise<void> {
    // What the server puts off is due again by then.
    this.#hours += 2;
    await this.#target.pass();
    await this.#target.sink.order({ faults: [...always, ...faults], seed: this.#seed + this.#hours });
    const child = this.#start();
    const ready = await this.#lieInWait(child, moment);
    const { code, signal, words } = await finished(child);
    ready();
    if (signal === 'SIGKILL') this.#killed += 1;
    else if (code !== 0 && code !== 3) throw new Error(`the sender ended with ${code ?? signal}: ${words}`);
    if (signal === 'SIGKILL' && !(await this.#target.sending())) this.#early += 1;
    this.#tell(`${signal ?? `ended with ${code}`}, ${JSON.stringify(moment)}, ${JSON.stringify(faults)}`);
    await this.#examine();
  }

  /** Returns what gives up waiting. */
  async #lieInWait(child: ChildProcess, moment: Moment): Promise<() => void> {
    const kill = () => void child.kill('SIGKILL');
    // A sender that has nothing to do but wait does not come to its moment.
    const timer = setTimeout(kill, moment.kind === 'time' ? moment.milliseconds : 5000);
    if (moment.kind === 'step')
      await this.#target.sink.order({ trap: { pid: child.pid!, at: moment.at, after: moment.after } });
    let writes = 0;
    const watcher =
      moment.kind === 'write' &&
      watch(this.#target.folder, (_, name) => {
        writes += name === 'tidings.db-wal' ? 1 : 0;
        if (writes === moment.count) kill();
      });
    return () => {
      clearTimeout(timer);
      if (watcher) watcher.close();
    };
  }

  async #toTheEnd(): Promise<void> {
    this.#hours += 2;
    await this.#target.pass();
    await this.#target.sink.order({ faults: always });
    const { code, words } = await finished(this.#start());
    if (code !== 0 && code !== 3) throw new Error(`the last sender ended with ${code}: ${words}`);
    await this.#examine();
  }

  #start(): ChildProcess {
    const policy = this.#resend ? ['--in-doubt=resend'] : [];
    return this.#target.start(this.#hours, 'send', 'frost', '--confirm=1000000', ...policy);
  }

  async #examine(): Promise<void> {
    this.#accepted.push(...(await this.#target.sink.accepted(this.#accepted.length)));
    const sending = await this.#target.sending();
    if (!sending && this.#accepted.length > 0) throw new Error('something was sent before the audience was frozen');
    if (!sending) return;
    const disputes = disputesOf({
      prepared: sending.audience.prepared,
      records: await this.#target.records(sending),
      accepted: this.#accepted,
      ...{ left: this.#left, connections, resend: this.#resend },
    });
    if (disputes.length > 0) throw new Error(`after kill ${this.#killed}:\n${disputes.slice(0, 20).join('\n')}`);
  }

  async #states(): Promise<Map<string, number>> {
    const records = await this.#target.records((await this.#target.sending())!);
    const states = Map.groupBy(records, ({ state }) => state);
    return new Map([...states].map(([state, { length }]) => [state, length]));
  }

  async #somebodyLeaves(): Promise<void> {
    const sending = await this.#target.sending();
    const waiting = sending ? (await this.#target.records(sending)).filter(({ state }) => state === 'pending') : [];
    if (waiting.length === 0) return;
    const { subscriber, address } = this.#pick(waiting);
    await this.#target.subscribers.leave(subscriber, 'unsubscribed', { how: 'made for a test' });
    this.#left.set(address!, this.#accepted.length);
  }

  #pick<One>(list: readonly One[]): One {
    return list[Math.floor(this.#random() * list.length)]!;
  }
}

const moments = ['greeting', 'MAIL', 'RCPT', 'DATA', 'body', 'dot', 'dot', 'dot', 'answered', 'answered'] as const;

/** Whom the server never takes. */
const always: readonly Fault[] = [
  { at: 'RCPT', to: '^unknown-', reply: '550 5.1.1 no such user' },
  { at: 'RCPT', to: '^full-', reply: '552 5.2.2 mailbox full' },
];

const weathers: readonly (readonly Fault[])[] = [
  [],
  [],
  [{ at: 'dot', delay: 5 }],
  [{ at: 'RCPT', chance: 0.01, reply: '450 4.2.0 later' }],
  [{ at: 'dot', chance: 0.01, reply: '451 4.3.0 try again' }],
  [{ at: 'dot', chance: 0.005, drop: true }],
  [{ at: 'dot', chance: 0.005, drop: true, accept: true }],
  [{ at: 'dot', chance: 0.01, reply: '421 4.3.2 going away' }],
  [{ at: 'MAIL', chance: 0.01, reply: '421 4.3.2 going away' }],
  [{ at: 'body', chance: 0.01, drop: true }],
  [
    { at: 'body', chance: 0.05, delay: 20 },
    { at: 'greeting', chance: 0.2, drop: true },
  ],
];

/** The same seed gives the same numbers, from 0 up to 1. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
