import { expect, test } from 'vitest';
import { away, detail, ending, goesTo, leftOut, nothingLeft, resting } from '../../../src/commands/send/words.ts';
import { type Audience, type Counts, exclusions } from '../../../src/store/ledger.ts';
import { nothing } from '../../store/ledger-contract.ts';

const again = 'Next: run the same command again. It goes on where this stopped, and nobody gets the letter twice.\n';
const status = 'Next: see what became of it:\n  npx tidings status frost --publication here\n';
const doubt =
  'Nobody can know whether those in doubt got it. These are they:\n  npx tidings status frost --only in-doubt --publication here\n';

test.each<[name: string, counts: Partial<Counts>, stopped: boolean, words: string]>([
  ['all got it', { sent: 1204 }, false, `frost was sent to 1,204 of 1,204 subscribers.\n${status}`],
  ['one got it', { sent: 1 }, false, `frost was sent to 1 of 1 subscriber.\n${status}`],
  [
    'some could not get it',
    { sent: 1, failed: 2, suppressed: 1 },
    false,
    `frost was sent to 1 of 4 subscribers: 2 failed, 1 suppressed.\n${status}`,
  ],
  [
    'of one nobody knows',
    { sent: 1, 'in-doubt': 1 },
    false,
    `frost was sent to 1 of 2 subscribers: 1 in doubt.\n${doubt}${status}`,
  ],
  [
    'the run was stopped',
    { sent: 1, pending: 1_000_000 },
    true,
    `Stopped. So far frost was sent to 1 of 1,000,001 subscribers: 1,000,000 still to send.\n${again}`,
  ],
])('at the end, where %s, it is told and so is the next step', (_, counts, stopped, words) => {
  expect(ending('frost', { ...nothing, ...counts }, { stopped, at: ' --publication here' })).toBe(words);
});

test('where all had their turn before, the numbers stand there and those in doubt have a command', () => {
  const at = ' --publication here';
  expect(nothingLeft('frost', { ...nothing, sent: 3 }, at)).toBe(
    'Nothing new: frost was sent to 3 subscribers before.\n',
  );
  expect(nothingLeft('frost', { ...nothing, sent: 3, failed: 1, 'in-doubt': 1 }, at)).toBe(
    `Nothing new: frost was sent to 3 subscribers before; 1 failed, 1 in doubt.\n${doubt}`,
  );
});

test('a slug that a shell would read in its own way is quoted in the commands', () => {
  const words = ending("it's", { ...nothing, sent: 1 }, { stopped: false, at: '' });
  expect(words).toContain(`npx tidings status 'it'\\''s'\n`);
});

test('before the answer stands the subject, to how many it goes, and through which server', () => {
  expect(goesTo('The first frost', '3 subscribers', 'smtp.example.org:587')).toBe(
    '"The first frost" goes to 3 subscribers through smtp.example.org:587.\n',
  );
});

test('each reason for which somebody is left out has words of its own, and none is told where nobody is', () => {
  const everyone = Object.fromEntries(exclusions.map((exclusion) => [exclusion, 1])) as Audience['excluded'];
  const words = leftOut({ candidates: exclusions.length, prepared: 0, excluded: everyone });
  expect(words).toMatch(/^Left out: (1 [a-zA-Z @]+(, )?)+\.\n$/);
  expect(new Set(words.split(/, |: |\.\n/)).size).toBe(exclusions.length + 2);
  expect(words).not.toContain('undefined');
  const nobody = Object.fromEntries(exclusions.map((exclusion) => [exclusion, 0])) as Audience['excluded'];
  expect(leftOut({ candidates: 2, prepared: 2, excluded: nobody })).toBe('');
  expect(leftOut({ candidates: 5000, prepared: 0, excluded: { ...nobody, bounced: 5000 } })).toBe(
    'Left out: 5,000 bounced.\n',
  );
});

test('while letters are sent, what went wrong is counted', () => {
  const tally = { sent: 5, failed: 0, inDoubt: 0, later: 0, suppressed: 0 };
  expect(detail(tally)).toBe('5 sent, 0 in doubt');
  expect(detail({ ...tally, failed: 2, suppressed: 1, later: 4 })).toBe('5 sent, 2 failed, 1 suppressed, 0 in doubt');
});

test('of a server that is away it is told who takes over, or that it is tried again and how to end that', () => {
  const why = 'nobody listens there';
  expect(away('one:25', 'two:25', why)).toBe('one:25 is away (nobody listens there); two:25 takes over.\n');
  expect(away('one:25', undefined, why)).toMatch(
    /^one:25 is away \(nobody listens there\)\. It is tried again .*Ctrl-C/,
  );
});

test('where all that is left waits, it is told for whom and until when, and that a person may stop', () => {
  const until = new Date(2026, 10, 23, 3, 45);
  const tally = { sent: 5, failed: 0, inDoubt: 0, later: 1, suppressed: 0, until };
  expect(resting({ ...tally, domains: ['busy.example'] })).toBe('1 waits for busy.example until 03:45; Ctrl-C is safe');
  expect(resting({ ...tally, later: 1_200, domains: ['busy.example', 'slow.example', 'full.example'] })).toBe(
    '1,200 wait for busy.example and 2 other domains until 03:45; Ctrl-C is safe',
  );
  expect(resting({ ...tally, domains: ['busy.example'], why: '451 4.7.1 slowly' })).toBe(
    '1 waits for busy.example until 03:45; Ctrl-C is safe; the last answer: 451 4.7.1 slowly',
  );
  expect(resting({ ...tally, later: 0 })).toBe('goes on at 03:45; Ctrl-C is safe');
});
