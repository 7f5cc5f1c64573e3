import { expect, test } from 'vitest';
import { sharedHeadersOf } from '../../../src/email/message/shared-headers.ts';
import type { Issue } from '../../../src/model/issue.ts';
import { samplePublication } from '../../sample.ts';

const from = 'Example Letters <letters@Bücher.example>';
const feedbackId = (slug: string, sender: string) => sharedHeadersOf({ slug }, samplePublication(), sender).feedbackId;

test.each([
  ['the issue and the sender', 'first-frost', from, 'first-frost:xn--bcher-kva.example:newsletter:her-kva-example'],
  ['a short domain', 'frost', 'a@b.cd', 'frost:b.cd:newsletter:-b-cd'],
])('a Feedback-ID names %s', (_, slug, sender, id) => expect(feedbackId(slug, sender)).toBe(id));

test('a Feedback-ID of a slug beyond ASCII, or of a long one, is a word that stays the same', () => {
  for (const slug of ['初霜', 'x'.repeat(100)]) {
    expect(feedbackId(slug, from)).toMatch(/^[0-9a-f]{16}:/);
    expect(feedbackId(slug, from)).toBe(feedbackId(slug, from));
  }
});

test('earlier letters stand in the list of issues as soon as there is one', () => {
  const publication = samplePublication();
  const { url } = publication.settings;
  expect(sharedHeadersOf({ slug: 'frost' }, publication, from).archiveUrl).toBe(url);
  const issues = [{ slug: 'frost' } as Issue];
  expect(sharedHeadersOf({ slug: 'frost' }, { ...publication, issues }, from).archiveUrl).toBe(`${url}issues/`);
});
