import { readFileSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { pageOf } from '../../src/report/page.ts';
import { type ReportOptions, reportOf } from '../../src/report/report.ts';
import { type Case, cases, deliveryOf, noon, sendingOf, streamOf } from './sendings.ts';

const timezone = 'Europe/Vienna';
const style = readFileSync(new URL('../../templates/report/style.css', import.meta.url), 'utf8');

async function pageFor(
  { sending, deliveries, returned }: Case,
  options: Partial<ReportOptions> & { title?: string } = {},
): Promise<string> {
  const { title = 'Slack Water', ...rest } = options;
  const report = await reportOf(sending, streamOf(deliveries), {
    ...{ made: new Date(noon), timezone, ...rest },
    ...(returned && { returned }),
  });
  return pageOf(report, { title, timezone, style });
}

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'void-style': 'off',
    'no-trailing-whitespace': 'off',
    'doctype-style': 'off',
    'prefer-native-element': 'off',
  },
});

test.each(
  Object.keys(cases).flatMap((name) => [[name, false] as const, [name, true] as const]),
)('the page of "%s" is valid HTML, names: %s', async (name, names) => {
  const found = await validator.validateString(await pageFor(cases[name]!(), { names }));
  const messages = found.results.flatMap((result) => result.messages);
  expect(messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`)).toEqual([]);
});

test('the page holds no script, and nothing that has to be fetched', async () => {
  const page = await pageFor(cases['a long list with a pause']!(), { names: true });
  expect(page).not.toMatch(/<script|<link|<img|\son\w+=|url\(|@import|\ssrc=|\shref=/i);
  expect(page).toContain(`content="default-src 'none'`);
});

test('the page without names holds no address, no name before an @ and no domain of a few readers', async () => {
  const page = await pageFor(cases['a long list with a pause']!());
  expect(page).toContain('This file holds no addresses.');
  expect(page.replace(style.trim(), '')).not.toMatch(/reader\d|own\d|\w@\w/);
});

test('the page with names tells who is in doubt, who failed and who waits, with what the server said, and warns of it', async () => {
  const page = await pageFor(cases['a long list with a pause']!(), { names: true });
  expect(page).toContain('This file holds personal data');
  for (const address of ['reader307@post.example', 'reader83@example.net', 'reader101@example.net'])
    expect(page).toContain(`<th scope="row">${address}</th>`);
  expect(page).toContain('550 5.1.1 &lt;reader83@x.example&gt;: no such user');
});

test('whatever stands in a subject, a title or a reply stays text', async () => {
  const hostile = '</style><script>alert(1)</script>"><img src=x onerror=alert(1)>\u0008';
  const deliveries = [deliveryOf(1, 'failed', [[0, 'failed', hostile]], { address: `"${hostile}@example.org` })];
  const page = await pageFor(
    { sending: { ...sendingOf(1), subject: hostile, slug: hostile, selection: { tag: hostile } }, deliveries },
    { title: hostile, names: true },
  );
  expect(page).not.toMatch(/<script|<img/);
  expect(page.match(/<\/style>/g)).toHaveLength(1);
});

test.each([
  ['nothing sent yet', 'Nothing has been sent yet. 12 letters wait.', 'No server has answered yet.'],
  ['a dozen readers', 'All 12 letters were sent.', 'within 1.4 s'],
  ['all failed', 'None of 40 letters was sent; 40 failed.', 'refused by the receiver&#39;s rules'],
  [
    'a long list with a pause',
    '969 of 1,000 letters were sent (96.9%); 16 failed, 3 are in doubt',
    'deferred 9 letters',
  ],
])('the page of "%s" says first what one wants to know', async (name, lead, detail) => {
  const page = await pageFor(cases[name]!());
  expect(page).toContain(lead);
  expect(page.replaceAll('’', "'").replaceAll("receiver's rules", 'receiver&#39;s rules')).toContain(detail);
});

test('letters that came back later stand apart from the sum, coloured by the limits for complaints', async () => {
  const page = await pageFor(cases['letters that came back later']!(), { names: true });
  expect(page).toContain('All 1,000 letters were sent.');
  expect(page).toContain('They are no part of the sum.');
  expect(page).toContain('<span class="rate high">0.5% high</span>');
  expect(page).toContain('<span class="rate raised">0.2% raised</span>');
  expect(page).toContain(
    '<td class="code">5.1.1</td><td>no such mailbox<small>no such user</small></td><td class="number">4</td>',
  );
  expect(page).toContain('Called spam');
  expect(page).toContain('<th scope="row">reader7@example.org</th>');
  const { sending, deliveries } = cases['a dozen readers']!();
  expect(await pageFor({ sending, deliveries })).not.toContain('came back');
});

test('times are those of the publication', async () => {
  const page = await pageFor(cases['a dozen readers']!());
  expect(page).toContain('>23 November 2026, 12:59 Europe/Vienna</time>');
  expect(page).toContain('Times are those of Europe/Vienna');
});

test('the page says so if the ledger does not hold everybody', async () => {
  const page = await pageFor({ sending: sendingOf(3), deliveries: [deliveryOf(1, 'sent', [[0, 'sent']])] });
  expect(page).toContain('The numbers do not add up.');
  expect(await pageFor(cases['a dozen readers']!())).toContain('The numbers add up');
});
