import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import PostalMime, { type Email } from 'postal-mime';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { keys } from '../send/letters.ts';
import { program } from './browser.ts';
import { type MailServer, mailServerPrograms, startMailServer } from './mailserver.ts';
import { ask, ended, host, nginx, oneClick, startNginx } from './proxy.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const programs = mailServerPrograms();

const settings = `title: Example Letters
url: https://${host}/blog/
newsletter:
  from: Example Letters <letters@example.org>
  listId: letters.example.org
  address: 1 Example Street, Example Town
  dkim: {selector: [mail2026, mail2026ed]}
bounces: {address: bounces@example.org}
server: {url: "https://${host}/mail/", trustProxy: 1}
`;
const articleOf = (title: string, date: string) =>
  `---\ntitle: ${title}\ndate: ${date}\n---\n\nThe beds were white at seven.\n`;

/** The program in a publication, with the environment that trusts the mail server of the tests. */
function start(folder: string, { authority }: MailServer, ...words: string[]): ChildProcess {
  const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: authority };
  return spawn(process.execPath, [cli, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(folder: string, mails: MailServer, ...words: string[]) {
  const child = start(folder, mails, ...words);
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout!), text(child.stderr!)]);
  return { code: code as number, stdout, stderr };
}

/** A publication whose server runs behind nginx, with everything that both print. */
async function served(mails: MailServer) {
  const environment = { ...mails.environmentOf({ sends: 'letters', reads: 'bounces' }) };
  const lines = Object.entries(environment).map(([name, value]) => `${name}="${value}"\n`);
  const folder = await folderOf({
    'tidings.yaml': settings,
    '.env': `${lines.join('')}TIDINGS_SECRET=${'0123456789abcdef'.repeat(4)}\nDKIM_PRIVATE_KEY_FILE=dkim.pem\n`,
    'dkim.pem': keys.map(({ key }) => key.export({ format: 'pem', type: 'pkcs8' })).join(''),
    'articles/frost.md': articleOf('The first frost', '2026-11-23'),
    'issues/welcome.md': '---\nsubject: Welcome to Example Letters\nsendOn: confirmed\n---\n\nThank you for joining.\n',
  });
  const done = async (...words: string[]) => {
    const ending = await run(folder, mails, ...words);
    expect(ending).toMatchObject({ code: 0 });
    return ending.stdout;
  };
  await done('build');
  await done('init', '--deploy');
  const server = start(folder, mails, 'serve', '--port', '0');
  onTestFinished(() => ended(server));
  const printed: string[] = [];
  const reading = createInterface(server.stdout!).on('line', (line) => printed.push(line));
  const [first] = (await once(reading, 'line')) as [string];
  const file = (name: string) => readFile(join(folder, 'deploy', name), 'utf8');
  const proxy = await startNginx(file, Number(/:(\d+)\//.exec(first)![1]));
  return { folder, done, server, printed, proxy };
}

/** A browser that finds the server behind the proxy under its public name. */
async function browserTo({ secure }: { readonly secure: number }): Promise<Browser> {
  const rules = `MAP ${host} 127.0.0.1:${secure}`;
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', `--host-resolver-rules=${rules}`];
  const browser = await chromium.launch({ executablePath: program!, args });
  onTestFinished(() => browser.close());
  return browser;
}

const fieldOf = ({ headers }: Email, name: string) => headers.find(({ key }) => key === name)?.value ?? '';

describe.skipIf(!programs || !program || !nginx)('one reader, with a real browser, Postfix, Dovecot and nginx', () => {
  let mails: MailServer;
  beforeAll(async () => {
    mails = await startMailServer(programs!, { users: ['letters', 'bounces', 'ada'] });
  });
  afterAll(() => mails?.stop());

  test('asks, confirms, is written to, leaves by one press, and is left out from then on', async () => {
    const { folder, done, printed, proxy } = await served(mails);
    const arrived = async (count: number) => PostalMime.parse((await mails.fetch('ada', count)).at(-1)!);
    const browser = await browserTo(proxy);

    // The form. The certificate of the tests is for localhost.
    const visitor = await browser.newPage({ ignoreHTTPSErrors: true });
    await visitor.goto(`https://${host}/mail/sign-up`);
    await visitor.locator('input[type=email]').pressSequentially('ada@example.org', { delay: 100 });
    await visitor.locator('input[type=email]').press('Enter');
    await visitor.getByText('Check your inbox').waitFor();

    // The mail that asks to confirm.
    const asking = await arrived(1);
    expect(asking.subject).toBe('Please confirm: Example Letters');
    expect(fieldOf(asking, 'auto-submitted')).toBe('auto-generated');
    expect(fieldOf(asking, 'return-path')).toBe('<bounces@example.org>');
    const link = /https:\/\/\S+\/confirm\/\S+/.exec(asking.text!)![0];

    // A scanner opens the link first, then the person on another device.
    const scanned = await ask(proxy, new URL(link).pathname);
    expect(scanned.status).toBe(200);
    const before = await done('subscribers', 'list', '--json');
    expect(before).not.toContain('ada@example.org');
    const phone = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    await phone.goto(link);
    await phone.getByRole('button').click();
    await phone.getByText('You are in').first().waitFor();

    // The welcome, by itself.
    const welcome = await arrived(2);
    expect(welcome.subject).toBe('Welcome to Example Letters');
    expect(welcome.text).toContain('Thank you for joining.');

    // An issue.
    await done('send', 'frost', '--confirm=1');
    const letter = await arrived(3);
    expect(letter.subject).toBe('The first frost');
    const way = /<(https:[^>]+)>/.exec(fieldOf(letter, 'list-unsubscribe'))![1]!;
    expect(way).toMatch(new RegExp(`^https://${host}/mail/unsubscribe/`));
    expect(fieldOf(letter, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');

    // One press of the mail program.
    const left = await ask(proxy, new URL(way).pathname, oneClick);
    expect([left.status, left.headers['set-cookie'], left.headers.location]).toEqual([200, undefined, undefined]);

    // The next issue has nobody to go to.
    await writeFile(join(folder, 'articles', 'thaw.md'), articleOf('The thaw', '2026-11-24'));
    await done('build');
    const next = await run(folder, mails, 'send', 'thaw', '--confirm=0');
    expect(next.stderr).toContain('nobody would get thaw\n  Left out: 1 unsubscribed.');
    expect(await mails.fetch('ada')).toHaveLength(3);

    // What is kept of it, for whoever asks.
    const { subscribers } = JSON.parse(await done('subscribers', 'export', '--all', '--json'));
    expect(subscribers).toMatchObject([
      {
        address: 'ada@example.org',
        status: 'unsubscribed',
        consent: [
          {
            event: 'confirmed',
            how: 'by the form',
            shown: expect.stringContaining('I would like to get Example Letters by email.'),
            textHash: expect.stringMatching(/^[0-9a-f]{64}$/),
            page: `https://${host}/mail/sign-up`,
            asked: expect.stringMatching(/^\d{4}-/),
          },
          { event: 'unsubscribed', how: 'by the link' },
        ],
      },
    ]);
    expect(await done('who', 'frost', 'ada@example.org')).toContain('frost to ada@example.org: sent');
    const tokens = [link, way].map((address) => address.split('/').at(-1)!);
    for (const line of printed) for (const token of tokens) expect(line).not.toContain(token);
    expect(printed.join('\n')).not.toContain('ada@');
  });
});
