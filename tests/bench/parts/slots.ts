import { rates, rateTable } from '../rates.ts';
import type { Table } from '../table.ts';

const bar = 20_000;

/** A letter of 60 KB and its text part filled for one reader after the other. */
export function* slots(): Generator<Table> {
  const found = rates(
    [
      { name: 'tidings: checked and escaped', task: 'slots-tidings' },
      { name: 'replaceAll, nothing escaped', task: 'slots-replace' },
      { name: 'liquidjs, escaped', task: 'slots-liquid' },
    ],
    20_000,
    5,
  );
  const [ours] = [...found.values()];
  const rate = Math.round(1 / ours!.cpu);
  const notes = [`The bar is ${bar.toLocaleString('en')} a second: ${rate >= bar ? 'held' : 'missed'}.`];
  yield rateTable({ key: 'slots', title: 'One letter of 60 KB to many readers', notes }, found);
}
