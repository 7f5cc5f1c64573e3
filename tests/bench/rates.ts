import { execFileSync } from 'node:child_process';
import { compare } from './measure.ts';
import { task } from './ours.ts';
import type { Table } from './table.ts';

export interface Repeated {
  readonly name: string;
  /** A program of `tasks/` that does its work as often as its first argument says and prints how many bytes it gave. */
  readonly task: string;
  readonly argument?: string;
}

interface Rate {
  /** Seconds of CPU for doing the work once, without the start of the program. */
  readonly cpu: number;
  readonly bytes: number;
}

/** What doing something once more costs: programs that do it often, less the same that do it a few times. */
export function rates(contenders: readonly Repeated[], often: number, tries: number): Map<string, Rate> {
  const few = Math.ceil(often / 10);
  const command = ({ task: name, argument }: Repeated, rounds: number) =>
    task(name, rounds, ...(argument === undefined ? [] : [argument]));
  const costs = compare(
    contenders.flatMap((contender) =>
      [few, often].map((rounds) => ({ name: `${contender.name} ${rounds}`, command: command(contender, rounds) })),
    ),
    tries,
  );
  return new Map(
    contenders.map((contender) => {
      const [file, ...args] = command(contender, 1);
      const bytes = Number(execFileSync(file!, args, { encoding: 'utf8' }));
      const of = (rounds: number) => costs.get(`${contender.name} ${rounds}`)!.cpu;
      return [contender.name, { cpu: (of(often) - of(few)) / (often - few), bytes }];
    }),
  );
}

/** What each contender takes for one, in milliseconds, and how many bytes it gives; the ratio is to the first. */
export function rateTable(table: Pick<Table, 'key' | 'title' | 'notes'>, found: ReadonlyMap<string, Rate>): Table {
  const [first] = [...found.values()];
  const rows = [...found].map(([name, { cpu, bytes }]) => [
    name,
    (cpu * 1000).toFixed(3),
    Math.round(1 / cpu).toLocaleString('en'),
    bytes.toLocaleString('en'),
    (cpu / first!.cpu).toFixed(2),
  ]);
  return { ...table, columns: ['', 'CPU ms', 'a second', 'bytes', 'CPU ratio'], rows };
}
