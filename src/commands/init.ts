import { resolve } from 'node:path';
import { copyStarter } from '../publish/starter.ts';
import { quoted } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings init [dir]` */
export async function init(terminal: Terminal, directory: string): Promise<number> {
  const { written, kept } = await copyStarter(resolve(terminal.surroundings.cwd, directory), directory);
  const lines = [
    `Began a publication ${directory === '.' ? 'here' : `in ${directory}`}:`,
    ...written.map((path) => `  ${path}`),
  ];
  if (kept.length > 0) lines.push(`Already there and left as they were: ${kept.join(', ')}.`);
  lines.push('Next: put your title and url into tidings.yaml, then build:');
  lines.push(`  ${directory === '.' ? '' : `cd ${quoted(directory)} && `}npx tidings build`, '');
  terminal.result(lines.join('\n'), { directory, written, kept });
  return 0;
}
