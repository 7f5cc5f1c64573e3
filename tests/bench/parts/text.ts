import { rates, rateTable } from '../rates.ts';
import type { Table } from '../table.ts';

const bar = 5;

/** The text part of twenty articles: from the records, and from the finished HTML. */
export function* text(): Generator<Table> {
  const found = rates(
    [
      { name: 'tidings, from the records', task: 'text-tidings' },
      { name: 'html-to-text, from the HTML', task: 'text-html-to-text' },
    ],
    300,
    5,
  );
  const [ours, theirs] = [...found.values()];
  const times = theirs!.cpu / ours!.cpu;
  const notes = [`The bar is ${bar} times as fast: ${times >= bar ? 'held' : 'missed'}.`];
  yield rateTable({ key: 'text', title: 'The text part of twenty articles', notes }, found);
}
