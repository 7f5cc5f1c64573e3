import { expect, test } from 'vitest';
import { sendToList } from '../../../src/commands/send/list.ts';
import type { Terminal } from '../../../src/commands/terminal.ts';
import { countsOf, crowd, mailing, names } from '../../acceptance/mailing.ts';
import { startScript } from '../../send/servers.ts';
import { proved } from '../schema.ts';

/** A terminal at which somebody answers so. */
function terminalIn(folder: string, answer: string) {
  const said = { text: '', asked: '' };
  const interrupt = new AbortController();
  const terminal: Terminal = {
    json: false,
    context: { cwd: folder, environment: { TIDINGS_NOW: '2026-12-31T00:00:00Z' }, clock: () => new Date() },
    signal: interrupt.signal,
    hurry: new AbortController().signal,
    result: proved((text) => {
      said.text += text;
    }),
    stream: async () => {},
    ask: async (question) => {
      said.asked += question;
      return answer;
    },
    note: () => {},
    warn: () => {},
    refuse: () => {},
  };
  return { terminal, said, interrupt };
}

test('on a terminal the number is asked for, with what it means, and nothing is sent for another answer', async () => {
  const { port, messages } = await startScript({});
  const folder = await mailing({ port, people: { ...crowd(3), zoe: { status: 'unsubscribed' } } });
  for (const answer of ['', 'yes', '4', '33']) {
    const { terminal, said } = terminalIn(folder, answer);
    await expect(sendToList(terminal, 'frost', { publication: '.' })).rejects.toThrow('the answer was not 3');
    expect(said.asked).toBe(
      `"The first frost" goes to 3 subscribers through 127.0.0.1:${port}.\nLeft out: 1 unsubscribed.\nType 3 to send it: `,
    );
  }
  expect([await countsOf(folder), messages]).toEqual([undefined, []]);
  const { terminal, said } = terminalIn(folder, ' 3 ');
  expect(await sendToList(terminal, 'frost', { publication: '.' })).toBe(0);
  expect(said.text).toContain('frost was sent to 3 of 3 subscribers.');
  expect(names(messages)).toEqual(['reader1', 'reader2', 'reader3']);
});

test('Ctrl-C right behind the answer freezes nothing', async () => {
  const { port, heard } = await startScript({});
  const folder = await mailing({ port });
  const { terminal, interrupt } = terminalIn(folder, '3');
  const ask = async () => {
    interrupt.abort(new Error('Ctrl-C'));
    return '3';
  };
  await expect(sendToList({ ...terminal, ask }, 'frost', { publication: '.' })).rejects.toThrow('Ctrl-C');
  expect([await countsOf(folder), heard]).toEqual([undefined, []]);
});
