import { writeArticles } from '../articles.ts';
import { temporaryFolder } from '../folder.ts';
import { compare } from '../measure.ts';
import { task } from '../ours.ts';
import { costTable, type Table } from '../table.ts';

/** A folder of Markdown to three feeds: read, clean, identify, render and prove, beside marked and `feed` unchecked. */
export function* feeds(counts: readonly number[] = [1000]): Generator<Table> {
  for (const count of counts) {
    const folder = temporaryFolder();
    writeArticles(folder, count);
    const costs = compare(
      [
        { name: 'gray-matter + marked + feed 6, unchecked', command: task('feeds-marked', folder, count) },
        { name: 'tidings', command: task('feeds-tidings', folder, count) },
      ],
      count > 5000 ? 3 : 7,
    );
    const title = `${count.toLocaleString('en')} Markdown files to Atom, RSS and JSON Feed`;
    yield costTable({ key: `feeds-${count}`, title }, costs);
  }
}
