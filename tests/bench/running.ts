import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { freePort, listensOn } from '../ports.ts';
import { childrenOf, cpuOf } from './processes.ts';

/** A server while it is measured. */
export interface Running {
  readonly port: number;
  /** Seconds of CPU until now, of the processes that answer. */
  cpu(): number;
  /** Peak resident memory of them in MB. */
  memory(): number;
  /** Resident memory of them now, in MB. */
  memoryNow(): number;
  stop(): Promise<void>;
}

/**
 * Starts a server and waits until it listens.
 * @param inChildren Whether processes that it starts answer, and not itself.
 */
export async function running(
  command: (port: number) => readonly string[],
  { cwd = '/', inChildren = false } = {},
): Promise<Running> {
  const port = await freePort();
  const [file, ...words] = command(port);
  const child = spawn(file!, words, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error(`${command(port).join(' ')} has ended`)));
  failed.catch(() => undefined);
  await Promise.race([listensOn(port), failed]);
  const answering = () => (inChildren ? childrenOf(child.pid!) : [child.pid!]);
  return {
    port,
    cpu: () => answering().reduce((sum, pid) => sum + cpuOf(pid), 0),
    memory: () => answering().reduce((sum, pid) => sum + memoryOf(pid, 'VmHWM'), 0),
    memoryNow: () => answering().reduce((sum, pid) => sum + memoryOf(pid, 'VmRSS'), 0),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Answers a second, and milliseconds that 99 of 100 answers did not exceed, as wrk finds them over 64 connections. */
export interface Load {
  readonly perSecond: number;
  readonly slowest: number;
  readonly answers: number;
  /** Answers beyond 3xx, and broken connections. */
  readonly faults: number;
  /** Microseconds of CPU of the server for each answer. */
  readonly cpu: number;
}

/** @param words Further flags of wrk. */
export function load(server: Running, path: string, words: readonly string[], seconds = 3): Load {
  const before = server.cpu();
  const text = execFileSync(
    'wrk',
    ['-t1', '-c64', `-d${seconds}s`, '--latency', ...words, `http://127.0.0.1:${server.port}${path}`],
    { encoding: 'utf8' },
  );
  const cpu = server.cpu() - before;
  const find = (pattern: RegExp) => pattern.exec(text)?.[1];
  const answers = Number(find(/(\d+) requests in/));
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text)?.slice(1) ?? [];
  return {
    answers,
    perSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    slowest: milliseconds(find(/99%\s+(\S+)/) ?? ''),
    faults: Number(find(/Non-2xx or 3xx responses: (\d+)/) ?? 0) + socket.reduce((sum, one) => sum + Number(one), 0),
    cpu: (cpu * 1e6) / answers,
  };
}

function milliseconds(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  return Number(number) * ({ us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit] ?? Number.NaN);
}

function memoryOf(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
}
