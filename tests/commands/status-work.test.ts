import { expect, test } from 'vitest';
import { wordsOfWork } from '../../src/commands/status-work.ts';
import { Times } from '../../src/report/words.ts';

const about = { slug: 'frost', times: new Times('UTC'), at: '', send: {} };
const none = { held: 0, waiting: 0, later: 0, resting: 0 };

test.each([
  [{ ...none, held: 2, waiting: 7 }, {}, '2 workers send it now; 7 batches wait for a worker.\n'],
  [{ ...none, held: 1, later: 1 }, {}, '1 worker sends it now; 1 for a time.\n'],
  [
    { ...none, waiting: 1, resting: 3 },
    {},
    'No worker has a batch of it now; 1 batch waits for a worker; 3 for you (hand it over again).\n',
  ],
  [
    { ...none, held: 3 },
    { rate: 50, ratePerDomain: 5 },
    '3 workers send it now; together at most 50 a second, and 5 a second to one domain.\n',
  ],
])('status says of the batches %o', (batches, send, words) => {
  expect(wordsOfWork({ batches }, { ...about, send })).toBe(words);
});

test('nothing is said of a sending that was never handed over and is not paused', () => {
  expect(wordsOfWork({}, about)).toBe('');
});
