import { rates, rateTable } from '../rates.ts';
import type { Table } from '../table.ts';

/** Twenty summaries compiled to a letter. */
export function* digest(): Generator<Table> {
  const found = rates(
    [
      { name: 'mjml 5, two columns for each article', task: 'digest-mjml' },
      { name: 'mrml, the same document', task: 'digest-mrml' },
      { name: '@react-email/render, a table for each', task: 'digest-react' },
      { name: 'tidings, theme plain', task: 'digest-tidings', argument: 'plain' },
      { name: 'tidings, theme magazine', task: 'digest-tidings', argument: 'magazine' },
      { name: 'tidings, theme dense', task: 'digest-tidings', argument: 'dense' },
    ],
    60,
    5,
  );
  yield rateTable({ key: 'digest', title: 'A digest of twenty articles', notes: [] }, found);
}
