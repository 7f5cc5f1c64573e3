import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rateSpam } from '../../src/system/spamassassin.ts';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';

const letter = Buffer.from('From: a@example.org\r\nTo: b@example.org\r\nSubject: Kale\r\n\r\nIt is sweeter now.\r\n');

/** A program that stands in for SpamAssassin: a shell script. */
async function programThat(script: string): Promise<string> {
  const file = join(await folderOf({ rate: `#!/bin/sh\n${script}\n` }), 'rate');
  await chmod(file, 0o755);
  return file;
}

const report = `cat > /dev/null
cat <<'END'
Content analysis details:   (1.0 points, 5.0 required)
 a letter that quotes a report
Content analysis details:   (-0.1 points, 5.0 required)

 pts rule name              description
---- ---------------------- --------------------------------------------------
-0.0 NO_RELAYS              Informational: message was not relayed via SMTP
 0.0 HTML_MESSAGE           BODY: HTML included in message
-0.1 LONG_ONE               A description that goes on
                            in the next line
END`;

describe('the report', () => {
  test('is read from its end, rule by rule', async () => {
    expect(await rateSpam(letter, { program: await programThat(report) })).toEqual({
      score: -0.1,
      rules: [
        { name: 'NO_RELAYS', points: -0, description: 'Informational: message was not relayed via SMTP' },
        { name: 'HTML_MESSAGE', points: 0, description: 'BODY: HTML included in message' },
        { name: 'LONG_ONE', points: -0.1, description: 'A description that goes on in the next line' },
      ],
    });
  });

  test('that is none is told', async () => {
    const program = await programThat('echo out of memory');
    expect(await rateSpam(Buffer.alloc(1_000_000), { program })).toEqual({ fault: 'it printed no report' });
  });
});

test('a program that is not there is told', async () => {
  expect(await rateSpam(letter, { program: 'no-such-program' })).toEqual({ fault: 'it is not installed' });
});

test('a program that does not end is stopped', async () => {
  const program = await programThat('exec sleep 60');
  expect(await rateSpam(letter, { program, timeout: 100 })).toEqual({ fault: 'it took more than 0.1 s' });
});

test('an interruption stops the program', async () => {
  const program = await programThat('exec sleep 60');
  const reason = new Error('interrupted');
  await expect(rateSpam(letter, { program, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

const program = requires('spamassassin');

test.skipIf(!program)('SpamAssassin itself rates a message', async () => {
  const rating = await rateSpam(letter, { program: program! });
  if ('fault' in rating) throw new Error(rating.fault);
  expect(rating.score).toBeGreaterThan(0);
  expect(rating.rules.find(({ name }) => name === 'MISSING_DATE')?.points).toBeGreaterThan(0);
});
