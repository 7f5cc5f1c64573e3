import { join } from 'node:path';
import { writeArticles, writeForeignArticles } from '../articles.ts';
import { temporaryFolder } from '../folder.ts';
import { compare } from '../measure.ts';
import { task } from '../ours.ts';
import { costTable, type Table } from '../table.ts';
import { foreignFeed } from './foreign-feed.ts';

/** The door in: articles of other programs beside ours. */
export function* adopt(counts: readonly number[] = [2000]): Generator<Table> {
  for (const count of counts) yield reading(count);
  yield foreignFeed();
}

function reading(count: number): Table {
  const folder = temporaryFolder();
  const [own, foreign] = [join(folder, 'own'), join(folder, 'foreign')];
  writeArticles(own, count);
  writeForeignArticles(foreign, count);
  const costs = compare(
    [
      { name: 'with our front matter', command: task('adopt-read', own, count) },
      { name: 'with that of four other programs', command: task('adopt-read', foreign, count) },
    ],
    count > 5000 ? 3 : 7,
  );
  const [ours, others] = [...costs.values()];
  const isHeld = others!.cpu / ours!.cpu <= 1.2;
  const notes = [`The bar is 1.2 times the CPU: ${isHeld ? 'held' : 'missed'}.`];
  return costTable({ key: `adopt-${count}`, title: `Reading ${count.toLocaleString('en')} articles`, notes }, costs);
}
