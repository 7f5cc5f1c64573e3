import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';

const terminal = new URL('../../src/commands/terminal.ts', import.meta.url);

/** A command that says when it was interrupted, and waits for a pipe that nobody writes to. */
const program = (pipe: string, more: string) => `
  import { readFile } from 'node:fs/promises';
  import { openTerminal } from ${JSON.stringify(terminal.href)};
  const terminal = openTerminal({});
  terminal.signal.addEventListener('abort', () => console.log('first'));
  ${more}
  console.log('ready');
  await readFile(${JSON.stringify(pipe)});
`;

async function interrupted(signal: NodeJS.Signals, more = '') {
  const folder = await folderOf();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program(pipe, more)]);
  const exit = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (line !== 'done') child.kill(signal);
  }
  return { said, end: await exit };
}

describe('the second', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a command that waits for ever', async (signal) => {
    expect(await interrupted(signal)).toEqual({ said: ['ready', 'first'], end: [null, signal] });
  });

  test('Ctrl-C lets a command that asks for it put in order what is under way', async () => {
    const more =
      "terminal.hurry.addEventListener('abort', () => { console.log('done'); setImmediate(() => process.kill(process.pid, 'SIGKILL')); });";
    const { said, end } = await interrupted('SIGINT', more);
    expect(said).toEqual(['ready', 'first', 'done']);
    expect(end).toEqual([null, 'SIGKILL']);
  });
});
