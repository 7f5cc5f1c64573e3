import { type Contender, compare } from './measure.ts';
import type { Table } from './table.ts';

/** A program that sends as many messages as it is told. */
export interface Sender {
  readonly name: string;
  /** How many it sends once, and how many the other time: what is in between is its pace, without its start. */
  readonly counts: readonly [few: number, many: number];
  readonly command: (count: number) => readonly string[];
  /** Runs before each round, and is not measured. */
  readonly before?: (count: number) => void;
}

export interface Speed {
  /** Messages. */
  readonly perSecond: number;
  /** Milliseconds of CPU for one message. */
  readonly cpu: number;
  /** Peak resident memory in MB, of the longer run. */
  readonly memory: number;
}

export function speeds(senders: readonly Sender[], tries: number): Map<string, Speed> {
  const contenders = senders.flatMap(({ name, counts, command, before }) =>
    counts.map(
      (count): Contender => ({
        name: `${name} ${count}`,
        command: command(count),
        ...(before && { before: () => before(count) }),
      }),
    ),
  );
  const costs = compare(contenders, tries);
  return new Map(
    senders.map(({ name, counts: [few, many] }) => {
      const [short, long] = [costs.get(`${name} ${few}`)!, costs.get(`${name} ${many}`)!];
      const speed = {
        perSecond: (many - few) / (long.wall - short.wall),
        cpu: ((long.cpu - short.cpu) * 1000) / (many - few),
        memory: long.memory,
      };
      return [name, speed];
    }),
  );
}

/** How many messages a second each sender gets rid of; `speed` compares it with the first one's. */
export function speedTable(heading: Pick<Table, 'key' | 'title' | 'notes'>, found: ReadonlyMap<string, Speed>): Table {
  const [first] = [...found.values()];
  const rows = [...found].map(([name, { perSecond, cpu, memory }]) => [
    name,
    Math.round(perSecond).toLocaleString('en'),
    cpu.toFixed(3),
    memory.toFixed(0),
    (perSecond / first!.perSecond).toFixed(2),
  ]);
  return { ...heading, columns: ['', 'a second', 'CPU ms each', 'peak MB', 'speed'], rows };
}
