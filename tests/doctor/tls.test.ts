import { expect, test } from 'vitest';
import { meet } from '../../src/doctor/tls.ts';
import { startMailServer, startScript } from '../send/servers.ts';

const { signal } = new AbortController();

test('a server without TLS is met as such, and one that offers none where the settings want it is a problem', async () => {
  const { port } = await startScript({});
  const at = { host: '127.0.0.1', port };
  expect(await meet({ ...at, tls: 'none' }, signal)).toBe('plain');
  expect(await meet({ ...at, tls: 'starttls' }, signal)).toMatchObject({
    message: expect.stringContaining(`127.0.0.1:${port}`),
    hint: expect.any(String),
  });
});

test('a certificate that no authority has signed is the problem that send would meet', async () => {
  const { port } = await startMailServer();
  expect(await meet({ host: '127.0.0.1', port, tls: 'starttls' }, signal)).toMatchObject({
    ...{ rule: 'smtp-tls', message: expect.stringContaining('certificate') },
  });
});

test('where nobody answers, the problem says so', async () => {
  expect(await meet({ host: '127.0.0.1', port: 9, tls: 'none' }, signal)).toMatchObject({ rule: 'smtp-connection' });
});
