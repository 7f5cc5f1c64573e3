import { compare } from '../measure.ts';
import { cli } from '../ours.ts';
import { costTable, type Table } from '../table.ts';

const bar = 0.15;

/** How long a person waits for the help, beside a Node that does nothing. */
export function* startup(): Generator<Table> {
  const costs = compare(
    [
      { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
      { name: 'tidings --help', command: [process.execPath, cli, '--help'] },
    ],
    15,
  );
  const [node, ours] = [...costs.values()];
  const above = { wall: ours!.wall - node!.wall, cpu: ours!.cpu - node!.cpu };
  const milliseconds = (value: number) => `${Math.round(value * 1000)} ms`;
  const notes = [
    `${milliseconds(above.wall)} above Node alone (${milliseconds(above.cpu)} of CPU); the bar is ${milliseconds(bar)}: ${above.wall <= bar ? 'held' : 'missed'}.`,
  ];
  yield costTable({ key: 'startup', title: 'Start: the help', notes }, costs);
}
