import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe } from 'vitest';
import { emlTransport } from '../../src/send/eml.ts';
import { smtpTransport } from '../../src/send/smtp/smtp.ts';
import { folderOf } from '../folder.ts';
import { at, login } from './attempt.ts';
import { pem, startMailServer } from './servers.ts';
import { holdsForEveryTransport } from './transport-contract.ts';

const authorities = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...authorities, pem('authority.pem')]));
afterAll(() => setDefaultCACertificates(authorities));

describe.each([
  ['in the open', { tls: 'none' }, {}],
  ['by STARTTLS, after a login', { tls: 'starttls', ...login }, {}],
  ['by TLS from the start', { tls: 'implicit' }, { secure: true }],
  ['one command at a time', { tls: 'none' }, { hidePIPELINING: true }],
] as const)('over SMTP, %s', (_, settings, options) => {
  holdsForEveryTransport(async () => {
    const { port, received } = await startMailServer(options);
    const arrived = async () => received.map(({ to, bytes }) => ({ to: to.join(), text: bytes.toString() }));
    return { transport: smtpTransport(at(port, settings)), arrived };
  });
});

describe('into a folder', () => {
  holdsForEveryTransport(async () => {
    const folder = join(await folderOf(), 'outbox');
    const arrived = async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).toSorted();
      return Promise.all(
        names.map(async (name) => ({
          to: name.replace(/^\d+-|\.eml$/g, ''),
          text: await readFile(join(folder, name), 'utf8'),
        })),
      );
    };
    return { transport: emlTransport(folder, 'outbox'), arrived };
  });
});
