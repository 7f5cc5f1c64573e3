import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeArticles } from '../articles.ts';
import { temporaryFolder } from '../folder.ts';
import { type Contender, compare } from '../measure.ts';
import { cli } from '../ours.ts';
import { costTable, type Table } from '../table.ts';

/** A publication with a letter for each article built from nothing, built again, and built again with one article more. */
export function* added(counts: readonly number[] = [1000, 10_000]): Generator<Table> {
  for (const count of counts) {
    const costs = compare(builds(count), count > 20_000 ? 1 : count > 5000 ? 3 : 5);
    const [cold, , more] = [...costs.values()];
    const times = (cold!.cpu / more!.cpu).toFixed(1);
    const title = `One article added to ${count.toLocaleString('en')}, letters included`;
    const notes = [`From nothing it costs ${times} times as much CPU.${bars[count] ?? ''}`];
    yield costTable({ key: `added-${count}`, title, notes }, costs);
  }
}

const bars: Readonly<Record<number, string>> = {
  1000: ' The bar for one article added is 0.45 s.',
  10000: ' The bars are 0.8 s for one article added, and 0.6 s where nothing has changed.',
};

function builds(count: number): Contender[] {
  const cwd = temporaryFolder();
  cpSync(join(import.meta.dirname, '../sites/tidings'), cwd, { recursive: true });
  const articles = join(cwd, 'articles');
  writeArticles(articles, count);
  const command = [process.execPath, cli, 'build'];
  const clear = () => {
    for (const made of ['output', '.tidings', 'tidings.lock'])
      rmSync(join(cwd, made), { recursive: true, force: true });
  };
  let fresh = 0;
  const addOne = () => {
    writeArticles(articles, 1, { from: count + fresh });
    fresh += 1;
  };
  return [
    { name: 'from nothing', cwd, command, before: clear },
    { name: 'nothing changed', cwd, command },
    { name: 'one article added', cwd, command, before: addOne },
  ];
}
