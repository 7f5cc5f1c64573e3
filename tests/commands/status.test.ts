import { expect, test } from 'vitest';
import { status } from '../../src/commands/status.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';
import { failed, inDoubt, later, publication, sent } from './sendings.ts';

const flags = { publication: '.' };

test('all sendings stand in a line each, the newest first, and their numbers add up', async () => {
  const { terminal, said, send } = await publication(3);
  await send([sent, sent, failed]);
  await send([inDoubt], { plan: { issue: 'tag:example.org,2026:winter', slug: 'winter', subject: 'Winter' } });
  expect(await status(terminal, undefined, flags)).toBe(0);
  expect(said.text).toBe(
    [
      'issue   frozen      audience  sent  failed  in doubt  suppressed  pending',
      'winter  2026-11-23         3     0       0         1           0        2',
      'autumn  2026-11-23         3     2       1         0           0        0',
      'What comes next:',
      '  No run begins by itself: write "schedule: {run: 0 7 * * 5}" into tidings.yaml for "tidings serve --run".',
      '  The articles cannot be read (there is no such file or folder): "tidings build" says why.',
      '  winter is not with everybody yet: 2 letters wait. Go on: npx tidings send winter.',
      'Next:',
      '  npx tidings status winter',
      '',
    ].join('\n'),
  );
  expect(said.value).toMatchObject({
    sendings: [
      { slug: 'winter', audience: { prepared: 3 }, counts: { pending: 2, 'in-doubt': 1 } },
      { slug: 'autumn', audience: { prepared: 3 }, counts: { sent: 2, failed: 1 } },
    ],
  });
});

test('readers who confirmed while the welcome letter could not be opened are counted until it is', async () => {
  const { terminal, said, ledger, subscribers } = await publication(1);
  await ledger.expect(true);
  const asked = new Date('2026-11-23T11:00:00Z');
  const joining = { tags: [], asked, textHash: '00'.repeat(32), how: 'by the form' } as const;
  await subscribers.confirm({ address: addressFor('ada@example.org'), ...joining }, new Date());
  await status(terminal, undefined, flags);
  expect(said.text).toContain(
    '1 reader who confirmed waits for the welcome letter, which could not be opened yet: "tidings check" says why.\n',
  );
  expect(said.value).toMatchObject({ expectant: 1 });
});

const gone = { how: 'x', reply: '550 5.1.1 <reader1@example.org>: no such user', sending: 1 } as const;

test('letters that came back later stand behind the sum and are no part of it, with their share', async () => {
  const { terminal, said, send, takeIn } = await publication(3);
  await send([sent, sent, failed]);
  await takeIn({ kind: 'hard', subscriber: 1, ...gone });
  await takeIn({ kind: 'complaint', subscriber: 2, how: 'x', sending: 1 });
  await status(terminal, undefined, flags);
  expect(said.text).toContain(
    [
      'issue   frozen      audience  sent  failed  in doubt  suppressed  pending  came back  spam',
      'autumn  2026-11-23         3     2       1         0           0        0          1     1',
    ].join('\n'),
  );
  expect(said.value).toMatchObject({ sendings: [{ returned: { hard: 1, soft: 0, refused: 0, complaint: 1 } }] });
  said.text = '';
  await status(terminal, 'autumn', flags);
  expect(said.text).toContain(`These add up: 2 + 1 + 0 + 0 + 0 + 0 = 3.
After a server had taken them, and no part of the sum:
  came back for good  1  50% of those sent, high
  called spam         1  50% of those sent, high
`);
  expect(said.value).toMatchObject({ counts: { sent: 2 }, returned: { hard: 1, complaint: 1 } });
});

test('why letters failed and wait is told in plain words, the most frequent first', async () => {
  const { terminal, said, send } = await publication(4);
  const gone = { ...failed, reply: '550 5.1.1 no such user' };
  const denied = { ...failed, reply: '550 5.7.515 Access denied, sending domain example.org is not good enough' };
  await send([gone, denied, gone, later]);
  await status(terminal, 'autumn', flags);
  expect(said.text).toContain(`Why letters failed:
  2  5.1.1 no such user (no such mailbox)
  1  5.7.515 Access denied, sending domain … is not good enough (Outlook: SPF, DKIM and DMARC have to pass for the sender's domain, and one of them does not)
Why letters wait:
  1  4.7.1 slowly (deferred by the receiver's rules: too much at once, or a sender that is little known there yet)
`);
  expect(said.value).toMatchObject({ failures: [{ code: '5.1.1', letters: 2 }, { code: '5.7.515' }], waits: [{}] });
});

test('without any sending the next command is named', async () => {
  const { terminal, said } = await publication(0);
  expect(await status(terminal, undefined, flags)).toBe(0);
  expect(said.text).toMatch(/^No issue was sent to the list yet\.\nWhat comes next:\n/);
  expect(said.text).toMatch(/\nNext:\n {2}npx tidings send <issue>\n$/);
});

test('one sending is told by numbers that add up, times, and what to do next', async () => {
  const { terminal, said, send, subscribers } = await publication(6);
  await subscribers.leave(addressFor('reader6@example.org'), 'unsubscribed', { how: 'link' });
  await send([sent, failed, inDoubt, later]);
  expect(await status(terminal, 'autumn', flags)).toBe(0);
  expect(said.text).toBe(`Autumn (autumn)
Frozen on 23 November 2026, 13:00 Europe/Vienna: 5 of 6 on the list.
Left out: 1 unsubscribed.
  sent        1  20%
  failed      1  20%
  in doubt    1  20%
  suppressed  0
  under way   0
  pending     2  40%
These add up: 1 + 1 + 1 + 0 + 0 + 2 = 5.
Why letters failed:
  1  5.7.1 =not wanted, "here" (refused by the receiver's rules)
Why letters wait:
  1  4.7.1 slowly (deferred by the receiver's rules: too much at once, or a sender that is little known there yet)
Servers answered 23 November 2026, 13:01 – 13:04 Europe/Vienna (3 min, 20 an hour).
Nobody sends it now.
Next: go on where it stopped; nobody gets it twice:
  npx tidings send autumn
whose letters are in doubt:
  npx tidings status autumn --only in-doubt
whose letters failed and why, and send these once more:
  npx tidings status autumn --only failed
  npx tidings send autumn --only failed
`);
  expect(said.value).toMatchObject({ counts: { sent: 1 }, first: '2026-11-23T12:01:00.000Z', lastMinute: 0 });
});

test('who sends now is named, and nothing else is to be done then', async () => {
  const { terminal, said, send } = await publication(3);
  await send([sent], { keep: true });
  await status(terminal, 'autumn', flags);
  expect(said.text).toMatch(/^Process \d+ on \S+ sends it now, 1 in the last minute, 10 s left\.$/m);
  expect(said.text).toMatch(/Next: see how it goes on:\n {2}npx tidings status autumn\n$/);
});

test('one sending that is done leads to its report, and one that has not begun says so', async () => {
  const { terminal, said, send } = await publication(1);
  await send([]);
  await status(terminal, 'autumn', flags);
  expect(said.text).toContain('No server has answered yet. Nobody sends it now.\n');
  await send([sent]);
  await status(terminal, 'autumn', flags);
  expect(said.text).toMatch(/npx tidings report autumn\n$/);
});

test.each([
  ['sent', 'reader1@example.org\tsent\t1\t2026-11-23T12:01:00.000Z\tsmtp.example.org:587\t250 2.0.0 queued\n'],
  [
    'in-doubt',
    'reader3@example.org\tin-doubt\t1\t2026-11-23T12:03:00.000Z\tsmtp.example.org:587\tthe connection was closed\n',
  ],
  [
    'pending',
    'reader4@example.org\tpending\t1\t2026-11-23T12:04:00.000Z\tsmtp.example.org:587\t451 4.7.1 slowly\nreader5@example.org\tpending\t0\t\t\t\n',
  ],
  ['suppressed', ''],
] as const)('--only %s prints those by name, for cut and grep', async (only, lines) => {
  const { terminal, said, send } = await publication(5);
  await send([sent, failed, inDoubt, later]);
  expect(await status(terminal, 'autumn', { ...flags, only })).toBe(0);
  expect(said.text).toBe(lines);
});

test('of who was erased since, the number is told', async () => {
  const { terminal, said, send, subscribers } = await publication(1);
  await send([sent]);
  await subscribers.forget(addressFor('reader1@example.org'));
  await status(terminal, 'autumn', { ...flags, only: 'sent' });
  expect(said.text).toBe('erased#1\tsent\t1\t2026-11-23T12:01:00.000Z\tsmtp.example.org:587\t\n');
});

test('--only with --json is one JSON value', async () => {
  const { terminal, said, send } = await publication(3, { json: true });
  await send([sent, failed]);
  await status(terminal, 'autumn', { ...flags, only: 'failed' });
  expect(JSON.parse(said.text)).toMatchObject({
    deliveries: [{ address: 'reader2@example.org', state: 'failed', events: [{ kind: 'failed' }] }],
  });
});

test('--csv prints every outcome once, which a spreadsheet takes for no formula', async () => {
  const { terminal, said, send, ledger } = await publication(4);
  const { id } = await send([sent, { ...failed, reply: '=HYPERLINK("https://example.net"), "x"' }, later]);
  await ledger.retry(id, 'failed');
  await status(terminal, 'autumn', { ...flags, csv: true });
  const relay = 'smtp.example.org:587';
  expect(said.text.split('\r\n')).toEqual([
    'email,number,state,attempts,again,at,outcome,relay,reply',
    `reader1@example.org,1,sent,1,,2026-11-23T12:01:00.000Z,sent,${relay},250 2.0.0 queued`,
    `reader2@example.org,2,pending,1,,2026-11-23T12:02:00.000Z,failed,${relay},"'=HYPERLINK(""https://example.net""), ""x"""`,
    'reader2@example.org,2,pending,1,,2026-11-23T12:03:00.000Z,retried,,',
    `reader3@example.org,3,pending,1,2026-11-23T14:30:00.000Z,2026-11-23T12:03:00.000Z,deferred,${relay},451 4.7.1 slowly`,
    'reader4@example.org,4,pending,0,,,,,',
    '',
  ]);
});

test('an issue that was not sent is refused with the nearest one, what there is, or how to send it', async () => {
  const { terminal, send } = await publication(1);
  const hintFor = (issue: string) => status(terminal, issue, flags).catch(({ problems }) => problems[0].hint);
  expect(await hintFor('spring')).toBe('Send it with "npx tidings send spring".');
  await send([]);
  expect(await hintFor('autum')).toBe('Did you mean "autumn"?');
  expect(await hintFor('spring')).toBe('"npx tidings status" prints what was.');
});

test('--only and --csv without an issue are refused', async () => {
  const { terminal } = await publication(1);
  await expect(status(terminal, undefined, { ...flags, only: 'sent' })).rejects.toThrow('--only is about one issue');
  await expect(status(terminal, undefined, { ...flags, csv: true })).rejects.toThrow('--csv is about one issue');
});
