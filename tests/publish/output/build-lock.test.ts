import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { withBuildLock } from '../../../src/publish/output/build-lock.ts';
import { folderOf } from '../../folder.ts';

const publicationIn = (directory: string) => ({ directory, display: (path: string) => basename(path) });

describe('what changes a publication', () => {
  test('is done by one after the other, and one that waits is informed once', async () => {
    const publication = publicationIn(await folderOf());
    const done: string[] = [];
    const { promise: waits, resolve } = Promise.withResolvers<void>();
    const onWait = () => {
      done.push('the second waits');
      resolve();
    };
    let second: Promise<unknown> | undefined;
    await withBuildLock(publication, async () => {
      second = withBuildLock(publication, async () => done.push('the second'), { onWait });
      await waits;
      for (let turn = 0; turn < 100; turn += 1) await setImmediate();
      done.push('the first');
    });
    await second;
    expect(done).toEqual(['the second waits', 'the first', 'the second']);
  });

  test('can be done after it has failed', async () => {
    const publication = publicationIn(await folderOf());
    await expect(withBuildLock(publication, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withBuildLock(publication, async () => 'yes')).toBe('yes');
  });

  test('is not waited for any more when the one who waits is interrupted', async () => {
    const publication = publicationIn(await folderOf());
    const interrupt = new AbortController();
    await withBuildLock(publication, async () => {
      const second = withBuildLock(publication, async () => 'never', {
        signal: interrupt.signal,
        onWait: () => interrupt.abort(),
      });
      await expect(second).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    });
  });

  test('does not wait for a process that was killed at it', async () => {
    const folder = await folderOf();
    const turn = fileURLToPath(new URL('../../../src/publish/output/build-lock.ts', import.meta.url));
    const script = `import { withBuildLock } from ${JSON.stringify(turn)};
      const publication = { directory: process.argv[1], display: String };
      await withBuildLock(publication, () => new Promise(() => { setInterval(String, 1000); console.log('mine'); }));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const { promise: waits, resolve: onWait } = Promise.withResolvers<void>();
    const mine = withBuildLock(publicationIn(folder), async () => 'mine', { onWait });
    await waits;
    child.kill('SIGKILL');
    expect(await mine).toBe('mine');
  });
});
