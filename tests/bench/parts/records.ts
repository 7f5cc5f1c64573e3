import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { writeArticles } from '../articles.ts';
import { temporaryFolder } from '../folder.ts';
import { compare, median } from '../measure.ts';
import { task } from '../ours.ts';
import { costTable, seconds, type Table } from '../table.ts';

/** Records in memory to Atom, RSS and JSON Feed, beside the two writers of npm; and what each of our stages costs. */
export function* records(counts: readonly number[] = [1000, 10_000]): Generator<Table> {
  const folder = temporaryFolder();
  writeArticles(join(folder, 'articles'), 1000);
  const file = join(folder, 'records.json');
  run(task('records-data', join(folder, 'articles'), file));
  for (const count of counts) {
    const rounds = count > 20_000 ? 1 : count > 5000 ? 3 : 7;
    const contender = (name: string, program: string, flag?: string) => {
      const [node, ...rest] = task(program, file, count);
      return { name, command: flag === undefined ? [node!, ...rest] : [node!, flag, ...rest] };
    };
    const small = '--max-semi-space-size=4';
    const costs = compare(
      [
        contender('feed 6', 'records-feed'),
        contender('feedsmith 3', 'records-feedsmith'),
        contender(`feed 6, ${small}`, 'records-feed', small),
        contender('tidings, proven', 'records-tidings'),
        contender(`tidings, ${small}`, 'records-tidings', small),
        contender('the records alone', 'records'),
      ],
      rounds,
    );
    const title = `${count.toLocaleString('en')} records in memory to Atom, RSS and JSON Feed`;
    yield costTable({ key: `records-${count}`, title }, costs);
    yield stages(file, count, rounds);
  }
}

type Stages = Record<string, Record<string, number>>;

function stages(file: string, count: number, rounds: number): Table {
  const runs = Array.from({ length: rounds }, () => JSON.parse(run(task('records-stages', file, count))) as Stages);
  const names = Object.keys(runs[0]!.atom!);
  const cost = (format: string, stage: string) => median(runs.map((one) => one[format]![stage]!));
  const rows = ['atom', 'rss', 'json'].map((format) => [format, ...names.map((stage) => seconds(cost(format, stage)))]);
  const title = `The stages of ours, CPU s of ${count.toLocaleString('en')} records`;
  return { key: `stages-${count}`, title, columns: ['', ...names], rows, notes: [] };
}

function run([program, ...args]: readonly string[]): string {
  return execFileSync(program!, args, { encoding: 'utf8' });
}
