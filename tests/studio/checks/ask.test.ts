import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Asking, type AskProgress } from '../../../src/studio/checks/ask.ts';
import { requires } from '../../requires.ts';
import { OpenedStudio } from '../opened.ts';

const settings = `newsletter:
  from: My Letter <letters@tidings.internal>
  address: Long Street 1, 1234 Town
  unsubscribeUrl: https://tidings.internal/unsubscribe/{token}
`;

/** A server that answers 404 to all paths but `/there`, once `held` is fulfilled. */
async function webServer(held?: Promise<void>): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(async ({ url }, answer) => {
    asked.push(url!);
    await held;
    answer.writeHead(url === '/there' ? 200 : 404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

/** A letter with links to the test's own server alone: others are answered by no resolver. */
async function letterTo(port: number, paths: readonly string[]) {
  const links = paths.map((path) => `[A link](http://127.0.0.1:${port}${path})`);
  const text = `---\ntitle: Frost\ndate: 2026-11-23\n---\n\n${links.join('\n\n')}\n`;
  const studio = await OpenedStudio.of({ 'articles/frost.md': text }, settings);
  const { good } = await studio.session.state();
  const asking = new Asking({ isAllowed: () => true, resolve: () => Promise.reject(new Error('no such host')) });
  return { asking, request: { kind: 'links', name: 'frost', good: good!, revision: 1 } as const };
}

const stays = () => new AbortController().signal;

test('each link is asked, with its progress, and those that do not answer are findings', async () => {
  const { port, asked } = await webServer();
  const { asking, request } = await letterTo(port, ['/there', '/gone']);
  const steps: AskProgress[] = [];
  const answer = await asking.ask({ ...request, signal: stays(), onProgress: (step) => void steps.push(step) });
  expect(asked).toContain('/there');
  expect(steps.at(-1)?.done).toBe(steps.at(-1)?.total);
  const dead = answer.problems.filter(({ message }) => message.includes('127.0.0.1'));
  expect(dead).toMatchObject([{ rule: 'dead-link', file: 'articles/frost.md', line: 8 }]);
  expect(asking.last('links', 'frost')).toBe(answer);
});

test('pressing the button twice asks each link once', async () => {
  const { port, asked } = await webServer();
  const { asking, request } = await letterTo(port, ['/there']);
  await Promise.all([asking.ask({ ...request, signal: stays() }), asking.ask({ ...request, signal: stays() })]);
  expect(asked).toEqual(['/there']);
});

test('who leaves ends the asking, after at most five links that were under way', async () => {
  const { promise: held, resolve } = Promise.withResolvers<void>();
  const { port, asked } = await webServer(held);
  const { asking, request } = await letterTo(
    port,
    Array.from({ length: 20 }, (_, index) => `/${index}`),
  );
  const left = new AbortController();
  const answering = asking.ask({ ...request, signal: left.signal });
  await expect.poll(() => asked.length).toBe(5);
  left.abort(new Error('left'));
  await expect(answering).rejects.toThrow('left');
  resolve();
  expect(asked).toHaveLength(5);
  expect(asking.last('links', 'frost')).toBeUndefined();
});

const spamassassin = requires('spamassassin');

test.skipIf(!spamassassin)('SpamAssassin rates the letter when it is asked, and its points are told', async () => {
  const { asking, request } = await letterTo(1, []);
  const answer = await asking.ask({ ...request, kind: 'spam', signal: stays() });
  expect(answer.words).toMatch(/^-?\d+\.\d points; 5\.0 are spam\.$/);
  expect(asking.last('links', 'frost')).toBeUndefined();
});
