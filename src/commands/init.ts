import { join, resolve } from 'node:path';
import { exampleLines } from '../publish/letters/doubtful-settings.ts';
import { copyStarter } from '../publish/starter.ts';
import { argumentFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings init [dir]` */
export async function init(terminal: Terminal, directory: string): Promise<number> {
  const { written, kept } = await copyStarter(resolve(terminal.context.cwd, directory), directory);
  const lines = [
    `Began a publication ${directory === '.' ? 'here' : `in ${directory}`}:`,
    ...written.map((path) => `  ${path}`),
  ];
  if (kept.length > 0) lines.push(`Already there and left as they were: ${kept.join(', ')}.`);
  // Relative to the working directory: npx finds Tidings here; elsewhere it may offer another program of the registry.
  lines.push(`Next: put your own in the place of these lines of ${join(directory, 'tidings.yaml')}:`);
  const examples = await exampleLines();
  lines.push(...examples.map(({ line, text }) => `  ${String(line).padStart(3)}  ${text}`), 'Then build:');
  lines.push(`  npx tidings build${argumentFor(directory)}`, '');
  terminal.result('init', lines.join('\n'), { directory, written, kept, examples });
  return 0;
}
