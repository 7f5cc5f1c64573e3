import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { replay } from './transcript.ts';

/**
 * Each file in tests/cli is a transcript: lines that begin with `$ ` are run by a shell, one after the other, in a
 * folder of their own; what they print to stdout and stderr, and an exit code that is not 0, follows. To add a case,
 * write a file with the `$ ` lines and run `npm test -- tests/cli.test.ts -u`; then read what it wrote.
 */
const transcripts = new URL('cli/', import.meta.url);

describe('the command line', async () => {
  const names = (await readdir(transcripts)).filter((name) => name.endsWith('.txt'));
  test.concurrent.for(names)('%s', async (name, { expect, onTestFinished }) => {
    const file = fileURLToPath(new URL(name, transcripts));
    await expect(await replay(file, onTestFinished)).toMatchFileSnapshot(file);
  });
});
