import { expect, test } from 'vitest';
import { cancelRest } from '../../../src/commands/send/cancel.ts';
import { sendToList } from '../../../src/commands/send/list.ts';
import { show } from '../../../src/commands/subscribers/list.ts';
import { who } from '../../../src/commands/who.ts';
import { failed, later, publication, sent } from '../sendings.ts';

const flags = { publication: '.' };

test('the rest of an issue is cancelled by the number of those who wait, and a later send says so', async () => {
  const { terminal, said, send, ledger } = await publication(4);
  const { id } = await send([sent, failed, later]);
  expect(await cancelRest(terminal, 'autumn', { ...flags, confirm: '2' })).toBe(0);
  expect(said.text).toBe(`Cancelled autumn for 2 subscribers, who will not get it. It was sent to 1 of 4 subscribers.
Next: see what became of it:
  npx tidings status autumn
`);
  const counts = { pending: 0, 'under-way': 0, sent: 1, failed: 1, suppressed: 2, 'in-doubt': 0 };
  expect(said.value).toMatchObject({ cancelled: 2, count: 2, dryRun: false, counts });
  said.text = '';
  expect(await sendToList(terminal, 'autumn', { ...flags, eml: 'letters' })).toBe(0);
  expect(said.text).toBe(`Nothing new: autumn was sent to 1 subscriber before; 1 failed, 2 suppressed.
It was cancelled by hand for 2 subscribers, so nothing is pending.
`);
  expect(said.value).toMatchObject({ cancelled: 2, count: 0 });
  expect(await ledger.counts(id)).toEqual(counts);
});

test('who and subscribers show say that a letter was cancelled', async () => {
  const { terminal, said, send } = await publication(1);
  await send([]);
  await cancelRest(terminal, 'autumn', { ...flags, confirm: '1' });
  said.text = '';
  await who(terminal, { issue: 'autumn', address: 'reader1@example.org' }, flags);
  expect(said.text).toContain(
    'suppressed (the reader was no longer subscribed, or the letter was cancelled, when the turn came).\n',
  );
  expect(said.text).toContain('suppressed  cancelled by hand\n');
  said.text = '';
  await show(terminal, 'reader1@example.org', flags);
  expect(said.text).toContain('cancelled by hand');
});

test('nothing is cancelled before somebody has confirmed the number', async () => {
  const { terminal, said, send, ledger } = await publication(3);
  const { id } = await send([sent]);
  const attempts: [answer: string | undefined, confirm: string | undefined, words: string][] = [
    [undefined, undefined, 'autumn would be cancelled for 2 subscribers, and nobody has confirmed it'],
    [undefined, '1', 'autumn would be cancelled for 2 subscribers, and --confirm allows 1'],
    [undefined, 'all', '--confirm "all" is not a number'],
    ['yes', undefined, 'the answer was not 2'],
  ];
  for (const [answer, confirm, words] of attempts) {
    const asked = { ...terminal, ask: async () => answer };
    await expect(cancelRest(asked, 'autumn', { ...flags, ...(confirm && { confirm }) })).rejects.toMatchObject({
      ...{ message: words, exitCode: 2, state: 'Nothing was cancelled.' },
      problems: [{ rule: confirm === 'all' ? 'send' : 'unconfirmed' }],
    });
  }
  expect(await cancelRest(terminal, 'autumn', { ...flags, dryRun: true })).toBe(0);
  expect(said.text).toBe(`Nothing was cancelled. "Autumn" is still pending for 2 subscribers.
Next: leave out --dry-run, and confirm the number when you are asked or with --confirm=2.
`);
  expect(await ledger.counts(id)).toMatchObject({ sent: 1, pending: 2 });
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return ' 2 ';
  };
  expect(await cancelRest({ ...terminal, ask }, 'autumn', flags)).toBe(0);
  expect(questions).toEqual([
    '"Autumn" is still pending for 2 subscribers, who would not get it any more.\nType 2 to cancel it: ',
  ]);
  said.text = '';
  expect(await cancelRest(terminal, 'autumn', flags)).toBe(0);
  expect(said.text).toBe('Nothing of autumn is pending, so nothing was cancelled.\n');
});

test('what is being sent has to be stopped first, and what was never sent cannot be cancelled', async () => {
  const { terminal, send, ledger } = await publication(2);
  const { id } = await send([sent], { keep: true });
  await expect(cancelRest(terminal, 'autumn', { ...flags, confirm: '9' })).rejects.toThrow(
    'another process is sending autumn',
  );
  expect(await ledger.counts(id)).toMatchObject({ sent: 1, pending: 1 });
  await expect(cancelRest(terminal, 'winter', { ...flags, confirm: '9' })).rejects.toThrow(
    '"winter" was not sent to the list',
  );
});
