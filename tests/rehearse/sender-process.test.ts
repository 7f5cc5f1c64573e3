import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderOf } from '../folder.ts';

test('a sender whose rehearsal was killed removes the copy of the list', async () => {
  const folder = await folderOf({ 'list.db': 'a copy', 'list.db-wal': 'of a list' });
  const program = fileURLToPath(new URL('../../src/rehearse/sender-process.ts', import.meta.url));
  const child = fork(program, [folder], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  // As the death of the process that began it would.
  child.disconnect();
  await once(child, 'exit');
  expect(existsSync(folder)).toBe(false);
});
