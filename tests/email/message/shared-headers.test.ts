import { describe, expect, test } from 'vitest';
import { listHeaders } from '../../../src/email/message/headers.ts';
import { sharedHeadersOf } from '../../../src/email/message/shared-headers.ts';
import type { Issue } from '../../../src/model/issue.ts';
import type { Settings } from '../../../src/model/publication.ts';
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

describe('others join', () => {
  const subscribeEmail = 'subscribe@example.org';
  const bounces = { authserv: 'mx.example.org' };
  const server = { ...samplePublication().settings.server, url: 'https://letters.example.org/list/' };
  const form = 'https://letters.example.org/list/sign-up';
  const mailto = 'mailto:subscribe@example.org?subject=subscribe';
  const urlsOf = (settings: Partial<Settings>) => {
    const { newsletter } = samplePublication().settings;
    const all = { ...settings, newsletter: { ...newsletter, ...settings.newsletter } };
    return sharedHeadersOf({ slug: 'frost' }, samplePublication({ settings: all }), from).subscribeUrls;
  };

  test.each<[string, Partial<Settings>, string[] | undefined]>([
    ['by the server and by mail', { server, bounces, newsletter: { subscribeEmail } }, [form, mailto]],
    ['by mail alone', { bounces, newsletter: { subscribeEmail } }, [mailto]],
    ['by the server alone, while mail would not be answered', { server, newsletter: { subscribeEmail } }, [form]],
    ['nowhere without both', {}, undefined],
    [
      'nowhere by a server that has no certificate',
      { server: { ...server, url: 'http://localhost:8080/' } },
      undefined,
    ],
  ])('%s', (_, settings, urls) => {
    expect(urlsOf(settings)).toEqual(urls);
  });
});

test('List-Subscribe names each way in brackets, and is folded between them alone', () => {
  const { newsletter } = samplePublication().settings;
  const subscribeUrls = ['https://example.org/sign-up', 'mailto:subscribe@example.org?subject=subscribe'];
  expect(listHeaders({ newsletter, subscribeUrls })['List-Subscribe']).toBe(
    '<https://example.org/sign-up>,\r\n <mailto:subscribe@example.org?subject=subscribe>',
  );
  expect(listHeaders({ newsletter })).not.toHaveProperty('List-Subscribe');
  const broken = ['https://example.org/>\r\nBcc: x'];
  expect(() => listHeaders({ newsletter, subscribeUrls: broken })).toThrow('the address to subscribe');
});
