import { expect, test } from 'vitest';
import type { Message } from '../../src/email/message/compose.ts';
import type { Transport } from '../../src/send/transport.ts';

/** A transport, and the messages that it has handed over, in their order. */
export interface Way {
  readonly transport: Transport;
  arrived(): Promise<readonly { readonly to: string; readonly text: string }[]>;
}

export const subjectOf = (subject: string): Message => ({
  fields: ['From: letter@example.org\r\n', `Subject: ${subject}\r\n`],
  body: [Buffer.from('The meadow\r\n'), Buffer.from(''), Buffer.from(`is ${subject}.\r\n`)],
});
const textOf = (subject: string) =>
  `From: letter@example.org\r\nSubject: ${subject}\r\n\r\nThe meadow\r\nis ${subject}.\r\n`;
export const to = (name: string) => ({ from: 'letter@example.org', to: `${name}@example.org` });
export const yes = async () => true;
const never = new AbortController().signal;

/** What the sender of a list relies on, for every transport. */
export function holdsForEveryTransport(start: () => Promise<Way>): void {
  test('messages arrive as they are, each for one recipient, one after the other in one session', async () => {
    const { transport, arrived } = await start();
    const session = await transport.open(never);
    for (const name of ['first', 'second', 'third']) {
      const answer = await session.send(subjectOf(name), to(name), yes);
      expect(answer).toEqual({ result: 'accepted', reply: expect.stringMatching(/^[^\r\n]+$/) });
      expect(session.usable).toBe(true);
    }
    await session.close();
    expect(session.usable).toBe(false);
    expect(await arrived()).toEqual(
      ['first', 'second', 'third'].map((name) => ({ to: `${name}@example.org`, text: textOf(name) })),
    );
  });

  test('sessions side by side do not disturb each other', async () => {
    const { transport, arrived } = await start();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map(async (name) => {
        const session = await transport.open(never);
        for (const turn of ['1', '2']) await session.send(subjectOf(name + turn), to(name + turn), yes);
        await session.close();
      }),
    );
    const texts = (await arrived()).map(({ text }) => text);
    expect(texts.toSorted()).toEqual(names.flatMap((name) => [textOf(`${name}1`), textOf(`${name}2`)]));
  });

  test('nothing arrives before its end was permitted, which is asked once', async () => {
    const { transport, arrived } = await start();
    const session = await transport.open(never);
    let asked = 0;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const begun = Promise.withResolvers<void>();
    const answer = session.send(subjectOf('held'), to('held'), () => {
      asked += 1;
      begun.resolve();
      return promise;
    });
    await begun.promise;
    expect(session.usable === false || (await arrived()).length === 0).toBe(true);
    expect(await arrived()).toEqual([]);
    resolve(true);
    expect(await answer).toMatchObject({ result: 'accepted' });
    expect(asked).toBe(1);
    expect(await arrived()).toHaveLength(1);
    await session.close();
  });

  test('what is not permitted to end never arrives', async () => {
    const { transport, arrived } = await start();
    const session = await transport.open(never);
    expect(await session.send(subjectOf('withheld'), to('withheld'), async () => false)).toEqual({
      result: 'withheld',
    });
    await session.close();
    expect(await arrived()).toEqual([]);
  });

  test('what goes wrong while permission is asked is passed on, and nothing arrives', async () => {
    const { transport, arrived } = await start();
    const session = await transport.open(never);
    const refused = Object.assign(new Error('the ledger is full'), { code: 'ENOSPC' });
    await expect(session.send(subjectOf('lost'), to('lost'), () => Promise.reject(refused))).rejects.toBe(refused);
    expect(session.usable).toBe(false);
    await session.close();
    expect(await arrived()).toEqual([]);
  });

  test('a session that is closed in the middle gives up what is not complete', async () => {
    const { transport, arrived } = await start();
    const session = await transport.open(never);
    const answer = await session.send(subjectOf('late'), to('late'), async () => {
      await session.close();
      return true;
    });
    expect(answer).toEqual({ result: 'broken', complete: false, reply: 'it was broken off from here' });
    expect(await session.send(subjectOf('later'), to('later'), yes)).toMatchObject({
      result: 'broken',
      complete: false,
    });
    expect(await arrived()).toEqual([]);
  });

  test('closing twice is no mistake', async () => {
    const session = await (await start()).transport.open(never);
    await session.close();
    await expect(session.close()).resolves.toBeUndefined();
  });

  test.each([
    ['reader@example.org\r\nRCPT TO:<other@example.org>', 'a line end'],
    ['reader@example.org> SIZE=1', 'a parameter'],
    ['"reader"@example.org', 'quotes'],
    ['jürgen@example.org', 'letters beyond ASCII before its @'],
    [`${'r'.repeat(60)}@${'example.'.repeat(30)}org`, '300 characters'],
    ['', 'nothing'],
  ])('%j is refused without asking anybody, and the session goes on', async (text) => {
    const { transport, arrived } = await start();
    const session = await transport.open(never);
    const refusal = { result: 'refused', permanent: true, code: 0, reply: expect.any(String) };
    const asked = () => expect.unreachable('it was not refused');
    const { from, to: recipient } = to('reader');
    expect(await session.send(subjectOf('x'), { from, to: text }, asked)).toEqual({ ...refusal, at: 'recipient' });
    expect(await session.send(subjectOf('x'), { from: text, to: recipient }, asked)).toEqual({
      ...refusal,
      at: 'sender',
    });
    expect(await session.send(subjectOf('x'), { from, to: recipient }, yes)).toMatchObject({ result: 'accepted' });
    await session.close();
    expect((await arrived()).map((message) => message.to)).toEqual([recipient]);
  });

  test('a session that nobody wants any more is not opened', async () => {
    const { transport } = await start();
    await expect(transport.open(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });

  test('its name is one line that messages can show', async () => {
    expect((await start()).transport.name).toMatch(/^\S+$/);
  });
}
