import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { TestSendings } from '../../../src/studio/act/test-sendings.ts';
import { startMailServer } from '../../send/servers.ts';
import { OpenedStudio } from '../opened.ts';

const settings = `newsletter:
  from: My Letter <letters@tidings.internal>
  address: Long Street 1, 1234 Town
  unsubscribeUrl: https://tidings.internal/unsubscribe/{token}
`;

const files = {
  'articles/frost.md': '---\ntitle: The first frost\ndate: 2026-11-23\n---\n\nWhite beds.\n',
  'articles/snow.md': '---\ntitle: Snow\ndate: 2026-11-24\ndraft: true\n---\n\nSnow fell.\n',
  'articles/thaw.md': '---\ntitle: Thaw\ndate: 2027-03-01\n---\n\nWater runs.\n',
};

const password = 'open sesame';

const studioAt = (port: number, login = `letter:${encodeURIComponent(password)}@`) =>
  OpenedStudio.of({ ...files, '.env': `SMTP_URL=smtp://${login}127.0.0.1:${port}\nSMTP_TLS=none\n` }, settings);

const order = (
  studio: OpenedStudio,
  to: string,
  key: string,
  { name = 'frost', ...init }: RequestInit & { name?: string } = {},
) => studio.ask(`send/${name}/test`, { method: 'POST', body: new URLSearchParams({ to, key }), ...init });

test('a test letter arrives, and the page shows the answer of the server word for word', async () => {
  const { port, received } = await startMailServer();
  const studio = await studioAt(port);
  const answer = await order(studio, 'me@tidings.internal', 'a');
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/test-token/send/frost']);
  expect(received).toMatchObject([{ from: 'letters@tidings.internal', to: ['me@tidings.internal'], user: 'letter' }]);
  expect(received[0]!.bytes.toString()).toContain('\r\nSubject: [test] The first frost\r\n');
  const page = await studio.text('send/frost');
  expect(page).toContain('Sent to me@tidings.internal. The server said: <code>250 OK: message queued</code>');
  expect(page).not.toContain(password);
});

test('a draft and an article of a day to come can be tried, and the draft is marked', async () => {
  const { port, received } = await startMailServer();
  const studio = await studioAt(port);
  await order(studio, 'me@tidings.internal', 'a', { name: 'snow' });
  await order(studio, 'me@tidings.internal', 'b', { name: 'thaw' });
  const subjects = received.map(({ bytes }) => /^Subject: (.*)\r$/m.exec(bytes.toString())![1]);
  expect(subjects).toEqual(['[test] [draft] Snow', expect.stringMatching(/^\[test\].* Thaw$/)]);
});

test('the same form sends one letter, however often it comes: after one another, at once, or by a reload', async () => {
  const { port, received } = await startMailServer();
  const studio = await studioAt(port);
  await Promise.all([order(studio, 'me@tidings.internal', 'a'), order(studio, 'me@tidings.internal', 'a')]);
  await order(studio, 'me@tidings.internal', 'a');
  expect(received).toHaveLength(1);
  await order(studio, 'me@tidings.internal', 'another form');
  expect(received).toHaveLength(2);
});

test('each form has a key of its own', async () => {
  const studio = await studioAt(1);
  const keyOf = async () => /name="key" value="([^"]+)"/.exec(await studio.text('send/frost'))![1];
  expect(await keyOf()).not.toBe(await keyOf());
});

test('who leaves before the letter was handed over ends it, and the same form can send it then', async () => {
  const left = new AbortController();
  const { port, received } = await startMailServer({
    onRcptTo: (_, { transaction }, done) => {
      // The first time the page is left while the server thinks.
      if (left.signal.aborted) return done();
      left.abort(new Error('left'));
      setTimeout(done, 0, transaction);
      return undefined;
    },
  });
  const studio = await studioAt(port);
  await order(studio, 'me@tidings.internal', 'a', { signal: left.signal });
  expect(received).toHaveLength(0);
  await order(studio, 'me@tidings.internal', 'a');
  expect(received).toHaveLength(1);
});

test.each([
  ['no mail server', '', 'No mail server is set.', 'Put SMTP_URL='],
  ['a server that is not there', 'SMTP_URL=smtp://127.0.0.1:1\nSMTP_TLS=none\n', '127.0.0.1:1', 'SMTP_HOST'],
])('with %s the page says why nothing was sent, and the way out', async (_, environment, cause, way) => {
  const studio = await OpenedStudio.of({ ...files, '.env': environment }, settings);
  await order(studio, 'me@tidings.internal', 'a');
  const page = await studio.text('send/frost');
  expect(page).toContain('<strong>Nothing was sent.</strong>');
  expect(page).toContain(cause);
  expect(page).toContain(way);
});

test('a wrong password is named as the cause, and stands on no page', async () => {
  const { port } = await startMailServer();
  const studio = await studioAt(port, 'letter:close-sesame@');
  await order(studio, 'me@tidings.internal', 'a');
  const page = await studio.text('send/frost');
  expect(page).toContain('refused the login of &quot;letter&quot;');
  expect(page).toContain('Check SMTP_USER and SMTP_PASSWORD');
  expect(page).not.toContain('close-sesame');
});

test('a recipient whom the server refuses is shown with its words', async () => {
  const { port } = await startMailServer({
    onRcptTo: (_, __, done) => done(Object.assign(new Error('No such mailbox'), { responseCode: 550 })),
  });
  const studio = await studioAt(port);
  await order(studio, 'me@tidings.internal', 'a');
  expect(await studio.text('send/frost')).toContain(
    'does not take the recipient me@tidings.internal: 550 No such mailbox.',
  );
});

test('a server that says nothing is named as the cause once the wait is over', async () => {
  const silent = createServer();
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void silent.close());
  const studio = await studioAt((silent.address() as AddressInfo).port);
  const { good } = await studio.session.state();
  const tests = new TestSendings({ timeouts: { connection: 2_000, greeting: 20, socket: 2_000 } });
  const one = { key: 'a', name: 'frost', to: 'me@tidings.internal', now: new Date(0), good: good! };
  const outcome = await tests.send({ ...one, signal: new AbortController().signal });
  expect(outcome).toMatchObject({ kind: 'failed', state: 'Nothing was sent.' });
  expect(outcome.problems).toMatchObject([{ message: expect.stringContaining('127.0.0.1'), hint: expect.any(String) }]);
  expect(tests.last('frost')).toBe(outcome);
});

test.each([
  '',
  'me',
  'me@tidings.internal, you@tidings.internal',
  'me@tidings.internal\r\nRCPT TO:<you@tidings.internal>',
])('%j is refused as no address, and no server is asked', async (to) => {
  const { port, received } = await startMailServer();
  const studio = await studioAt(port);
  await order(studio, to, 'a');
  expect(await studio.text('send/frost')).toContain('is not one e-mail address');
  expect(received).toHaveLength(0);
});

test('an address is escaped where it is shown', async () => {
  const studio = await studioAt(1);
  await order(studio, '<script>alert(1)</script>', 'a');
  const page = await studio.text('send/frost');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toContain('<script>alert');
});

test('a page of another origin cannot make the studio send', async () => {
  const { port, received } = await startMailServer();
  const studio = await studioAt(port);
  const hostile = await order(studio, 'me@tidings.internal', 'a', { headers: { Origin: 'https://hostile.example' } });
  expect(hostile.status).toBe(403);
  expect((await studio.ask('send/frost/test')).status).toBe(404);
  expect(received).toHaveLength(0);
});

test('an item that there is not is no letter to send', async () => {
  const studio = await studioAt(1);
  expect((await order(studio, 'me@tidings.internal', 'a', { name: 'nothing' })).status).toBe(404);
  expect((await studio.ask('send/nothing')).status).toBe(404);
});
