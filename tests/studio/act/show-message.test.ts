import { chmod, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { showMessage } from '../../../src/studio/act/show-message.ts';
import { folderOf } from '../../folder.ts';

const machineWith = async (script: string) => {
  const folder = await folderOf({ 'xdg-open': `#!/bin/sh\n${script}\n` });
  await chmod(join(folder, 'xdg-open'), 0o755);
  return { folder, environment: { PATH: `${folder}:/bin:/usr/bin`, FOLDER: folder } };
};

const isLinux = process.platform === 'linux';

test.runIf(isLinux)(
  'a mail program gets the message as a file that only its owner can read, gone soon after',
  async () => {
    const { folder, environment } = await machineWith(
      'cp "$1" "$FOLDER/read.eml"; stat -c "%a %n" "$1" > "$FOLDER/mode"',
    );
    const message = Buffer.from('Subject: Frost\r\n\r\nCold.\r\n');
    expect(await showMessage('winter/frost', message, { environment, readingTime: 1 })).toBeUndefined();
    expect(await readFile(join(folder, 'read.eml'))).toEqual(message);
    const [mode, file] = (await readFile(join(folder, 'mode'), 'utf8')).trim().split(' ');
    expect(mode).toBe('600');
    expect(file).toMatch(/\/winter-frost\.eml$/);
    await vi.waitFor(async () => expect(await readdir(tmpdir())).not.toContain(dirname(file!).split('/').at(-1)));
  },
);

test.runIf(isLinux)('where no program opens messages the cause is returned, and no file stays', async () => {
  const { folder, environment } = await machineWith('dirname "$1" > "$FOLDER/where"; exit 3');
  expect(await showMessage('frost', Buffer.from('x'), { environment })).toBe('xdg-open ended with code 3');
  const where = (await readFile(join(folder, 'where'), 'utf8')).trim();
  await expect(readdir(where)).rejects.toThrow('ENOENT');
});
