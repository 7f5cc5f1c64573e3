import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { doctor } from '../../src/commands/doctor.ts';
import type { Terminal } from '../../src/commands/terminal.ts';
import { type Entry, zone } from '../doctor/zone.ts';
import { folderOf } from '../folder.ts';
import { chapter } from '../guide.ts';
import { proved } from './schema.ts';

const settings = `title: My Letter
url: https://example.org
newsletter:
  from: My Letter <letters@example.org>
`;
const table: Record<string, Entry> = {
  'example.org': { txt: ['v=spf1 mx -all', 'v=spf1 a -all'], mx: ['10 mail.example.org'] },
  'mail.example.org': { a: ['192.0.2.25'] },
  '25.2.0.192.in-addr.arpa': { ptr: ['mail.example.org'] },
  '_dmarc.example.org': { txt: ['v=DMARC1; p=none; rua=mailto:\u001b[31mletters@example.org'] },
  'mail._domainkey.example.org': { txt: ['v=DKIM1; p='] },
};

/** Runs the command with a table in the place of the DNS. */
async function run(
  changes: Record<string, Entry> = {},
  more: { settings?: string; files?: Record<string, string> } = {},
) {
  const folder = await folderOf({
    'tidings.yaml': settings + (more.settings ?? ''),
    '.env': `SMTP_HOST=mail.example.org${more.files ? '\nDKIM_PRIVATE_KEY_FILE=dkim.pem' : ''}`,
    ...more.files,
  });
  let printed = { text: '', value: {} };
  const terminal: Terminal = {
    json: false,
    context: { cwd: folder, environment: {}, clock: () => new Date('2026-12-31T00:00:00Z') },
    signal: new AbortController().signal,
    hurry: new AbortController().signal,
    result: proved((text, value) => {
      printed = { text, value };
    }),
    stream: async () => {},
    ask: async () => undefined,
    note: () => {},
    warn: () => {},
    refuse: () => {},
  };
  const flags = { selector: ['mail'] };
  const code = await doctor(terminal, '.', flags, zone({ ...table, ...changes }), async () => 'secure');
  return { code, ...printed };
}

test('a report names every finding, what follows, the record to have and what to do next', async () => {
  const { code, text } = await run();
  expect(code).toBe(1);
  expect(text).toBe(`Letters from My Letter <letters@example.org>, sent over mail.example.org

error       SPF          example.org has 2 SPF records, and one is allowed
  Receivers then act as if there were no SPF at all, and Gmail, Yahoo and Microsoft refuse bulk mail.
  Delete them all and add one that holds what they hold.
  The record to have:
    example.org. TXT "v=spf1 mx a ~all"
warning     DKIM         the key at mail._domainkey.example.org is revoked: its "p=" is empty
  A signature with it counts as none.
  Sign with another selector, or add its key again.
ok          DMARC        example.org has the DMARC policy none
ok          PTR          192.0.2.25 has the name mail.example.org, which leads back to it
ok          TLS          mail.example.org speaks TLS with a certificate that is good for its name
ok          MX           example.org takes mail at mail.example.org

1 error, 1 warning.
Next: mend this where the DNS of the domain is kept, wait until the change is known everywhere, and run:
  npx tidings doctor
`);
});

test('the report that the guide shows is what a person sees', async () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' });
  const { text } = await run({
    'example.org': { txt: ['v=spf1 mx -all'], mx: ['10 mail.example.org'] },
    'mail._domainkey.example.org': { txt: [`v=DKIM1; k=rsa; p=${key.toString('base64')}`] },
    '_dmarc.example.org': {},
  });
  const [shown] = text.split('Next:');
  expect(chapter('dns')).toContain(`\`\`\`\n${shown}\`\`\``);
});

test('the record of a key that letters are signed with is shown as a zone file has it', async () => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const { code, text } = await run(
    {},
    { settings: '  dkim: {selector: mail2026}\n', files: { 'dkim.pem': String(pem) } },
  );
  expect(code).toBe(1);
  expect(text).toContain('error       DKIM         there is no key at mail2026._domainkey.example.org\n');
  const [, name, value] = /^ {4}(mail2026\S+) TXT (".*")$/m.exec(text)!;
  expect(name).toBe('mail2026._domainkey.example.org.');
  const strings = value!.slice(1, -1).split('" "');
  expect(strings.map(({ length }) => length <= 255)).toEqual([true, true]);
  expect(strings.join('')).toMatch(/^v=DKIM1; k=rsa; p=[A-Za-z0-9+/]{392}$/);
});

test('warnings alone are no failure, and the report goes to programs whole', async () => {
  const mended = { 'example.org': { txt: ['v=spf1 mx -all'], mx: ['10 mail.example.org'] } };
  const { code, text, value } = await run(mended);
  expect(code).toBe(0);
  expect(text).toMatch(/\n1 warning\.\nNext: send a letter to yourself:\n {2}npx tidings send <issue> --to /);
  expect(value).toMatchObject({
    from: 'My Letter <letters@example.org>',
    host: 'mail.example.org',
    findings: [
      { check: 'SPF', verdict: 'ok' },
      { check: 'DKIM', verdict: 'warning', rule: 'dkim-revoked' },
      { check: 'DMARC', verdict: 'ok' },
      { check: 'PTR', verdict: 'ok' },
      { check: 'TLS', verdict: 'ok' },
      { check: 'MX', verdict: 'ok' },
    ],
  });
});

test('a name server that is silent is a failure, and what a name server says cannot steer the terminal', async () => {
  const { code, text } = await run({
    'example.org': { txt: ['v=spf1 \u001b[2Jmx -all'], mx: ['10 mail.example.org'] },
    '_dmarc.example.org': 'ETIMEOUT',
  });
  expect(code).toBe(1);
  expect(text).toContain('unanswered  DMARC        this could not be checked: no name server answered in time');
  expect(text).toContain('2 errors, 1 warning, 1 not answered.');
  expect(text).not.toContain('\u001b');
});
