import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainText } from '../articles.ts';
import { temporaryFolder } from '../folder.ts';
import { compare } from '../measure.ts';
import { cli, task } from '../ours.ts';
import { costTable, type Table } from '../table.ts';

const bar = 1.5;

/** One plain text to feeds, page and letter, beside a program that does nothing but compile that letter's MJML. */
export function* letter(): Generator<Table> {
  const folder = temporaryFolder();
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
        name: `tidings build: ${files.length} files`,
        command,
        cwd: folder,
        before: () => rmSync(output, { recursive: true }),
      },
    ],
    9,
  );
  const [alone, ours] = [...costs.values()];
  const ratio = ours!.cpu / alone!.cpu;
  const notes = [`The bar is ${bar} times the CPU of mjml alone: ${ratio <= bar ? 'held' : 'missed'}.`];
  yield costTable({ key: 'letter', title: 'One article to all files', notes }, costs);
}
