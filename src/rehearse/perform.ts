import { addressOf } from '../subscribers/subscriber.ts';
import { planFaults, type RehearsedFault } from './faults.ts';
import { type SenderAnswer, type SenderRequest, startSender } from './sender.ts';
import { type RehearsalServer, startServer } from './server.ts';

/** How many letters are read back. */
const samples = 25;

/** Of fewer readers nobody is worth a kill. */
const fewest = 5;

interface PerformOptions {
  /** As `startSender` takes it. */
  readonly folder: string;
  readonly request: Omit<SenderRequest, 'port'>;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** The result of the rehearsal. Readers are named by the normal form of their addresses. */
export interface Performance {
  readonly server: Pick<RehearsalServer, 'taken' | 'times' | 'struck' | 'letters'>;
  readonly faults: ReadonlyMap<string, RehearsedFault>;
  /** Whether the sender was killed on its way. */
  readonly killed: boolean;
  /** Why the sender stopped before its end. */
  readonly problems: readonly string[];
}

/** Lets a sender send to these readers: kills it when half of them have their letter, and begins it again. */
export async function perform(addresses: readonly string[], options: PerformOptions): Promise<Performance> {
  const { folder, request, signal, onProgress } = options;
  const readers = addresses.map(normalAddress);
  const faults = planFaults(readers);
  let act = () => {};
  const half = readers.length < fewest ? Number.POSITIVE_INFINITY : Math.ceil(readers.length / 2);
  const onTaken = (count: number) => {
    // Before its answer, so that the sender surely leaves letters behind of which it does not know.
    if (count === half) act();
    onProgress(count, readers.length);
  };
  const server = await startServer({ nameOf: normalAddress, faults, kept: samplesOf(readers, faults), onTaken });
  const run = () => {
    const sender = startSender(folder, { ...request, port: server.port });
    act = sender.kill;
    signal.addEventListener('abort', sender.kill);
    return sender.ended.finally(() => signal.removeEventListener('abort', sender.kill));
  };
  try {
    signal.throwIfAborted();
    const first = await run();
    signal.throwIfAborted();
    const last = first === 'killed' ? await run() : first;
    signal.throwIfAborted();
    return { server, faults, killed: first === 'killed', problems: problemsOf(last) };
  } finally {
    await server.close();
  }
}

/** As the list compares addresses. */
export function normalAddress(address: string): string {
  return addressOf(address)?.normal ?? address;
}

/** Evenly from all of the list, but of letters that nothing happens to. */
function samplesOf(readers: readonly string[], faults: ReadonlyMap<string, RehearsedFault>): Set<string> {
  const calm = readers.filter((reader) => !faults.has(reader));
  const count = Math.min(samples, calm.length);
  return new Set(Array.from({ length: count }, (_, index) => calm[Math.floor((index * calm.length) / count)]!));
}

function problemsOf(answer: SenderAnswer | 'killed'): string[] {
  if (answer === 'killed') return ['it was killed from without'];
  if ('failed' in answer) throw new Error(answer.failed);
  return 'stopped' in answer ? answer.stopped.map(({ message }) => message) : [];
}
