import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Cost {
  /** Seconds of CPU, of the program and of what it started. */
  readonly cpu: number;
  /** Seconds. */
  readonly wall: number;
  /** Peak resident memory in MB. */
  readonly memory: number;
}

export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd?: string;
  /** Runs before each round and is not measured: it clears away what the round before has written. */
  readonly before?: () => void;
}

/** Runs the contenders in turn, round after round, so that a busy moment of the machine hits all; returns medians. */
export function compare(contenders: readonly Contender[], rounds: number): Map<string, Cost> {
  const costs = new Map<string, Cost[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) costs.get(contender.name)!.push(measure(contender));
  }
  const pick = (list: readonly Cost[], key: keyof Cost) => median(list.map((cost) => cost[key]));
  return new Map(
    [...costs].map(([name, list]) => [
      name,
      { cpu: pick(list, 'cpu'), wall: pick(list, 'wall'), memory: pick(list, 'memory') },
    ]),
  );
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const program = fileURLToPath(new URL('measure.py', import.meta.url));

function measure({ name, command, cwd, before }: Contender): Cost {
  before?.();
  const run = spawnSync('python3', [program, ...command], { encoding: 'utf8', ...(cwd !== undefined && { cwd }) });
  if (run.error) throw new Error(`the bench needs python3: ${run.error.message}`);
  const { status, ...cost } = JSON.parse(run.stdout || '{}') as Partial<Cost> & { status?: number };
  if (status !== 0) throw new Error(`${name} failed with ${status}: ${run.stderr}`);
  return cost as Cost;
}
