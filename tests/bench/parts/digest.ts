import { rates, rateTable } from '../rates.ts';
import type { Table } from '../table.ts';

/** Twenty summaries compiled to a letter. */
export function* digest(): Generator<Table> {
  const found = rates(
    [
      { name: 'mjml 5, two columns for each article', task: 'digest-mjml' },
      { name: 'mrml, the same document', task: 'digest-mrml' },
      { name: '@react-email/render, a table for each', task: 'digest-react' },
      ...['plain', 'magazine', 'dense'].flatMap((theme) => [
        { name: `tidings, theme ${theme}, HTML`, task: 'digest-tidings', argument: theme },
        { name: `tidings, theme ${theme}, HTML and text`, task: 'digest-tidings', argument: `${theme}+text` },
      ]),
    ],
    200,
    5,
  );
  const mrml = found.get('mrml, the same document')!.cpu;
  const slowest = Math.max(...[...found].flatMap(([name, { cpu }]) => (name.endsWith(', HTML') ? [cpu] : [])));
  const notes = [`The bar for HTML in each theme is the CPU of mrml: ${slowest <= mrml ? 'held' : 'missed'}.`];
  yield rateTable({ key: 'digest', title: 'A digest of twenty articles', notes }, found);
}
