import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sink, startSink } from '../../acceptance/sink.ts';
import { listFolder } from '../list-folder.ts';
import { cli } from '../ours.ts';
import { seconds, type Table } from '../table.ts';

/** From this size on it is only frozen, and not sent. */
const large = 500_000;

/** The command as a writer runs it: compile, freeze, send, be killed half-way, and go on. */
export async function* sendCurve(counts: readonly number[] = [1000, 10_000, 100_000]): AsyncGenerator<Table> {
  const rows = [];
  for (const count of counts) rows.push(await rowOf(count));
  yield {
    key: 'send-curve',
    title: 'A letter to a list, from the command to the last reader',
    columns: ['subscribers', 'first letter s', 'a second', 'goes on after s', 'status s', 'peak MB', 'on disk MB'],
    rows,
    notes: [`A list of ${large.toLocaleString('en')} or more is frozen and not sent.`],
  };
}

async function rowOf(count: number): Promise<string[]> {
  const sink = await startSink();
  try {
    const folder = listFolder({ count, port: sink.port, connections: 20, paragraphs: 125 });
    const whole = count < large;
    const first = await run(folder, sink, whole ? Math.ceil(count / 2) : 1);
    const begun = await sink.accepted();
    const second = whole ? await run(folder, sink) : undefined;
    const gone = (await sink.accepted()).slice(begun.length);
    const paces = [begun, gone].filter((letters) => letters.length > 100);
    const rate = paces.reduce((sum, letters) => sum + paceOf(letters), 0) / paces.length;
    return [
      count.toLocaleString('en'),
      seconds((begun[0]!.at - first.began) / 1000),
      whole ? Math.round(rate).toLocaleString('en') : '',
      second ? seconds((gone[0]!.at - second.began) / 1000) : '',
      seconds(timeOf(() => execFileSync(process.execPath, [cli, 'status', 'letter'], { cwd: folder }))),
      Math.max(first.memory, second?.memory ?? 0).toFixed(0),
      execFileSync('du', ['-sm', join(folder, 'tidings.db')], { encoding: 'utf8' }).split('\t')[0]!,
    ];
  } finally {
    await sink.stop();
  }
}

/** Runs the command to its end, or until the server has so many letters. Memory is that of the process that sends. */
async function run(folder: string, sink: Sink, until?: number): Promise<{ began: number; memory: number }> {
  const began = Date.now();
  const flags = ['send', 'letter', '--confirm=10000000'];
  const child = spawn(process.execPath, [cli, ...flags], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (until !== undefined) await sink.order({ trap: { pid: child.pid!, at: 'dot', after: until } });
  let memory = 0;
  const timer = setInterval(() => {
    memory = Math.max(memory, peakOf(child));
  }, 100);
  const [code, signal] = await once(child, 'exit');
  clearInterval(timer);
  // The kill leaves some in doubt, which is told by 3.
  if (until === undefined ? code !== 0 && code !== 3 : signal !== 'SIGKILL')
    throw new Error(`the sender ended with ${code ?? signal}`);
  return { began, memory };
}

/** In MB, from the kernel's own count; nothing of what the sender has started. */
function peakOf({ pid }: ChildProcess): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function paceOf(letters: readonly { at: number }[]): number {
  return ((letters.length - 1) * 1000) / (letters.at(-1)!.at - letters[0]!.at);
}

function timeOf(work: () => void): number {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}
