import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { failed, writeAll } from '../../src/commands/output.ts';

async function* pieces(count: number, seen = { taken: 0 }): AsyncGenerator<string> {
  const piece = 'x'.repeat(70_000);
  for (let number = 0; number < count; number += 1) {
    seen.taken += 1;
    yield piece;
  }
}

const fault = (code: string) => Object.assign(new Error(`write ${code}`), { code });

test('a long result waits for its reader, and leaves no listener behind', async () => {
  const output = new PassThrough({ highWaterMark: 1_000 });
  let [length, most] = [0, 0];
  output.on('data', (data: Buffer) => {
    length += data.length;
    most = Math.max(most, output.listenerCount('close'));
  });
  const before = ['drain', 'close', 'error'].map((event) => output.listenerCount(event));
  await writeAll(output, pieces(50));
  expect(length).toBe(50 * 70_000);
  expect(['drain', 'close', 'error'].map((event) => output.listenerCount(event))).toEqual(before);
  expect(most).toBeLessThan(5);
});

test.each(['EPIPE', 'ENOSPC'])('a result that meets %s ends early, without a failure of the command', async (code) => {
  const seen = { taken: 0 };
  const output = new Writable({ highWaterMark: 1, write: (_data, _encoding, done) => done(fault(code)) });
  output.on('error', () => {});
  await writeAll(output, pieces(50, seen));
  expect(seen.taken).toBeLessThan(3);
});

test('an output that cannot be written is told once; one that nobody reads any more is not', () => {
  let [said, times] = ['', 0];
  const messages = new Writable({
    write: (text: Buffer, _encoding, done) => {
      said += text.toString();
      done();
    },
  });
  const handle = failed(messages, () => {
    times += 1;
  });
  handle(fault('EPIPE'));
  expect([said, times]).toEqual(['', 0]);
  handle(fault('ENOSPC'));
  handle(fault('ERR_STREAM_DESTROYED'));
  expect(said).toContain('standard output cannot be written (ENOSPC)');
  expect([said.split('error ').length, times]).toEqual([2, 1]);
});
