import { expect, test } from 'vitest';
import { messageIdOf } from '../../../src/email/message/message-id.ts';

const email = { subject: 'The first frost', preheader: '', html: '<p>It came.</p>\n', text: 'It came.\n' };
const from = 'Example Letters <letters@Bücher.example>';
const frost = 'tag:example.org,2026:frost';
const thaw = 'tag:example.org,2026:thaw';

test("a built letter's Message-ID follows from the letter and the sender's domain, and from nothing else", () => {
  const id = messageIdOf(frost, email, from);
  expect(id).toMatch(/^<[0-9a-f]{32}@xn--bcher-kva\.example>$/);
  expect(messageIdOf(frost, email, 'Other <other@bücher.example>')).toBe(id);
  expect(messageIdOf(frost, { ...email, text: 'x' }, from)).not.toBe(id);
  expect(messageIdOf(thaw, email, from)).not.toBe(id);
});
