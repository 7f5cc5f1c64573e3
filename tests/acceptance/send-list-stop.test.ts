import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startScript } from '../send/servers.ts';
import {
  countsOf,
  crowd,
  finished,
  mailing,
  names,
  readValue,
  send,
  start,
  startConfined,
  withList,
} from './mailing.ts';

const people = crowd(12);
const all = Object.keys(people).toSorted();
const flags = ['send', 'frost', '--confirm=12'];

/** A server that does something when the so-manieth message is whole, before it confirms it. */
async function serverThat(act: () => void, at = 4) {
  let dots = 0;
  return startScript({
    dot: (socket, polite) => {
      dots += 1;
      if (dots === at) act();
      socket.write(`${polite}\r\n`);
    },
  });
}

describe('a sending that is stopped in the middle', () => {
  test.each([
    'SIGINT',
    'SIGTERM',
    'SIGHUP',
  ] as const)('by %s says how to go on, and nobody gets a letter twice', async (signal) => {
    let stop = () => {};
    const { port, messages } = await serverThat(() => stop());
    const folder = await mailing({ port, people, more: 'send: {connections: 2}\n' });
    const child = start(folder, ...flags);
    stop = () => child.kill(signal);
    const stopped = await finished(child);
    expect(stopped).toMatchObject({ code: 130, stderr: '' });
    const counts = (await countsOf(folder))!;
    expect(counts).toEqual({ sent: messages.length, pending: 12 - messages.length });
    expect(stopped.stdout).toBe(
      `Stopped. So far frost was sent to ${counts.sent} of 12 subscribers: ${counts.pending} still to send.\nNext: run the same command again. It goes on where this stopped, and nobody gets the letter twice.\n`,
    );
    const resumed = await send(folder);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toContain('frost was sent to 12 of 12 subscribers.');
    expect(names(messages)).toEqual(all);
  });

  test('by kill -9 goes on too, and names whose letter may have arrived: no more than there were connections', async () => {
    let kill = () => {};
    const { port, messages } = await serverThat(() => kill());
    const folder = await mailing({ port, people, more: 'send: {connections: 3}\n' });
    const child = start(folder, ...flags);
    kill = () => child.kill('SIGKILL');
    expect(await finished(child)).toMatchObject({ signal: 'SIGKILL' });
    const resumed = await send(folder);
    const { sent = 0, 'in-doubt': inDoubt = 0 } = (await countsOf(folder))!;
    expect(inDoubt).toBeGreaterThanOrEqual(1);
    expect(inDoubt).toBeLessThanOrEqual(3);
    expect(sent + inDoubt).toBe(12);
    expect(resumed).toMatchObject({ code: 3 });
    expect(resumed.stdout).toContain(`frost was sent to ${sent} of 12 subscribers: ${inDoubt} in doubt.`);
    expect(resumed.stdout).toContain('npx tidings status frost --only in-doubt');
    const got = names(messages);
    expect(new Set(got).size).toBe(got.length);
    // Whoever got nothing is among those in doubt.
    const doubtful = await withList(folder, async ({ ledger }) => {
      const { id } = (await ledger.find('frost'))!;
      return (await Array.fromAsync(ledger.read(id, 'in-doubt'))).map(({ address }) => address!.split('@')[0]!);
    });
    expect(all.filter((name) => !got.includes(name) && !doubtful.includes(name))).toEqual([]);
  });

  test('by a full disk tells what state it left, and goes on when there is room', async () => {
    const { port, messages } = await startScript({});
    const many = crowd(60);
    const folder = await mailing({ port, people: many, more: 'send: {connections: 2}\n' });
    const { size } = await stat(join(folder, 'tidings.db'));
    const full = await finished(startConfined(folder, Math.ceil(size / 1024) + 160, ...flags, '--confirm=60'));
    expect(full).toMatchObject({ code: 1, stdout: '' });
    expect(full.stderr).toMatch(/tidings\.db (cannot be read or written|has no room left on the disk)/);
    expect(full.stderr).toContain('What was stored before is kept.');
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.length).toBeLessThan(60);
    const resumed = readValue(await send(folder, '--json'));
    const { sent, 'in-doubt': inDoubt } = resumed.counts;
    expect(sent + inDoubt).toBe(60);
    expect(inDoubt).toBeLessThanOrEqual(2);
    const got = names(messages);
    expect(new Set(got).size).toBe(got.length);
  });
});

test('of two that send at once one says so, and each reader gets one letter', async () => {
  // The second one begins when the first one is at it for sure, and the first one goes on when the second has ended.
  const begun = Promise.withResolvers<void>();
  const other = Promise.withResolvers<void>();
  const { port, messages } = await startScript({
    dot: async (socket, polite) => {
      begun.resolve();
      await other.promise;
      socket.write(`${polite}\r\n`);
    },
  });
  const folder = await mailing({ port, people, more: 'send: {connections: 1}\n' });
  const first = finished(start(folder, ...flags));
  await begun.promise;
  const second = await send(folder);
  expect(second).toMatchObject({
    ...{ code: 0, stderr: '' },
    stdout: 'frost is being sent by another process. Nothing was sent by this one.\n',
  });
  expect(readValue(await send(folder, '--json'))).toMatchObject({ slug: 'frost', busy: true });
  other.resolve();
  expect(await first).toMatchObject({ code: 0, stderr: '' });
  expect(names(messages)).toEqual(all);
});
