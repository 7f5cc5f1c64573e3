import { expect, test } from 'vitest';
import type { Issue } from '../../src/model/issue.ts';
import { sendingState } from '../../src/sendings/unsent.ts';
import { nothing } from '../store/ledger-contract.ts';

const config = '/letters/tidings.db';
const digest = (isFrozen: boolean) => ({
  issue: { slug: 'digest' } as Issue,
  file: '/letters/issues/digest.md',
  isFrozen,
});

test.each([
  ['nothing is frozen', false, undefined, true],
  ['all wait', true, { pending: 3 }, true],
  ['one is under way', true, { sent: 2, 'under-way': 1 }, true],
  ['all had their turn', true, { sent: 2, failed: 1, 'in-doubt': 1, suppressed: 1 }, false],
])('where %s, a scheduled issue is to be sent or not', (_, isFrozen, counts, unsent) => {
  const state = sendingState(digest(isFrozen), counts && { ...nothing, ...counts }, config);
  expect(state).toEqual({ unsent });
});

test('a scheduled issue that is frozen and unknown to the list is passed over, and the warning says how to send it', () => {
  const { unsent, warning } = sendingState(digest(true), undefined, config);
  expect(unsent).toBe(false);
  expect(warning).toMatchObject({ severity: 'warning', rule: 'unknown-sending' });
  expect(warning!.message).toContain('/letters/tidings.db knows nothing of it');
  expect(warning!.hint).toContain('--already-sent');
});
