import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainText } from '../articles.ts';
import { temporaryFolder } from '../folder.ts';
import { compare } from '../measure.ts';
import { cli, task } from '../ours.ts';
import { costTable, type Table } from '../table.ts';

/** Of the CPU of mjml alone: with a layout that an earlier build compiled, and with none. */
const bars = { warm: 0.7, cold: 1.5 };

/**
 * One plain text to feeds, page and letter, beside a program that does nothing but compile that letter's MJML. Code that
 * Node has compiled is there already in both rows of ours; the layout of the letter in one of them.
 */
export function* letter(): Generator<Table> {
  const folder = temporaryFolder();
  const cache = join(folder, 'cache');
  process.env.XDG_CACHE_HOME = cache;
  writeFileSync(join(folder, 'one.txt'), plainText());
  const output = join(folder, 'fresh');
  const flags = ['--title', 'Bench Letters', '--url', 'https://example.org/', '--output', output];
  const command = [process.execPath, cli, 'build', 'one.txt', ...flags];
  execFileSync(command[0]!, command.slice(1), { cwd: folder, stdio: 'pipe' });
  const files = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const mjml = files.find(({ name }) => name === 'email.mjml')!;
  const document = join(folder, 'email.mjml');
  copyFileSync(join(mjml.parentPath, mjml.name), document);
  const costs = compare(
    [
      { name: 'mjml alone: import, compile', command: task('mjml-alone', document) },
      {
        name: `tidings build: ${files.length} files, layout compiled before`,
        command,
        cwd: folder,
        before: () => rmSync(output, { recursive: true }),
      },
      {
        name: `tidings build: ${files.length} files, layout compiled anew`,
        command,
        cwd: folder,
        before: () => {
          rmSync(output, { recursive: true });
          rmSync(join(cache, 'tidings', 'skeletons'), { recursive: true });
        },
      },
    ],
    9,
  );
  const [alone, warm, cold] = [...costs.values()].map(({ cpu }) => cpu) as [number, number, number];
  const told = (ratio: number, bar: number) =>
    `${bar} times the CPU of mjml alone: ${ratio <= bar ? 'held' : 'missed'}`;
  const notes = [`The bars are ${told(warm / alone, bars.warm)}; ${told(cold / alone, bars.cold)}.`];
  yield costTable({ key: 'letter', title: 'One article to all files', notes }, costs);
}
