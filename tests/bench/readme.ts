import { readFileSync, writeFileSync } from 'node:fs';
import { describeMachine } from './machine.ts';
import { formatTable, type Table } from './table.ts';

const file = new URL('README.md', import.meta.url);

/** Puts a table between its marks in README.md, and the machine between its own. */
export function writeInto(table: Table): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, replace(replace(text, 'machine', describeMachine()), table.key, formatTable(table)));
}

function replace(text: string, key: string, content: string): string {
  const [begin, end] = [`<!-- ${key} -->\n`, `<!-- end of ${key} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`README.md has no place for ${key}`);
  return `${text.slice(0, from + begin.length)}${content}\n${text.slice(to)}`;
}
