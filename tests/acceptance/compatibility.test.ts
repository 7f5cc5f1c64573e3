import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { contentsOf, folderOf } from '../folder.ts';
import { mailOf } from '../inbox/mails.ts';
import { startScript } from '../send/servers.ts';
import { readValue, tidings } from './mailing.ts';

/*
 * `tests/fixtures/0.1.0` was made by version 0.1.0 in a folder /srv/letters on a machine called mail.example.org, with
 * `send: {connections: 1}` and an smtp-server that refused dora for good (550 5.1.1) and emil for now (452 4.2.2):
 *
 *   tidings build                                   with one article more, and seeds.txt called seed-order.txt
 *   tidings build                                   after the one was removed and the other renamed
 *   tidings subscribers import people.csv --consent 'made for a test' --apply
 *   tidings send november --confirm=12              killed by SIGKILL when cleo's letter was whole, before its 250
 *   tidings subscribers remove fay@example.org
 *   tidings send november --confirm=12              killed by SIGKILL when hana's letter was whole, before its 250
 *   tidings subscribers remove ivo@example.org
 *   tidings status november                         which left no -wal behind
 *
 * `output/` was left out, and `.env` is env.txt without the server. What happened by then: ada, ben and gus got the
 * letter, dora's failed, cleo is in doubt, hana will be, fay and ivo have left, and the other four wait.
 */
const fixture = fileURLToPath(new URL('../fixtures/0.1.0', import.meta.url));

/** As version 0.1.0 gave them when it sent the rest from a copy of the fixture, first to those who waited. */
const messageIds = {
  emil: '<3sn2-b3zAIUnD4q02yL5FqiDS-CoF636@example.org>',
  jule: '<7GM9dhRB1n7ElfiEIU5kwThgtZKN-YFD@example.org>',
  kai: '<q4XIb0pg_F_EEvG1Cs3lXFL8BiuSaUQD@example.org>',
  lea: '<l4aulSL8Ufh5CJ4jlIOlEoS8teZjhJTL@example.org>',
};
const messageIdsInDoubt = {
  cleo: '<MSQ-s76sgGXiSt2QZ1yVKOyDNnvpjF3q@example.org>',
  hana: '<T0N9rcqTmoGKEtRHUzOcVcRMAbfnP8Bm@example.org>',
};
/** Of the letters that version 0.1.0 sent. */
const linkToAda = 'https://example.org/unsubscribe/AQGhLlCpAAAAAAABhcxO7jYAIDzjtK2Oxt6ilzsdn6ubbxi6v_XbTHzk5io';
const toGus = { tag: '1.7.ui7uulceuz2m2xh6mtud', messageId: '<-ZJh41oqgCxmgsReg4b0OOCxmZ6D-qAr@example.org>' };

/** A copy of the publication, with a mail server if one is needed. */
async function copied(port = 9): Promise<string> {
  const folder = await folderOf();
  await cp(fixture, folder, { recursive: true });
  const secret = await readFile(join(folder, 'env.txt'), 'utf8');
  await writeFile(join(folder, '.env'), `${secret}SMTP_URL=smtp://127.0.0.1:${port}\n`, { mode: 0o600 });
  await rm(join(folder, 'env.txt'));
  return folder;
}

/** Who got which message, once for each copy that came. */
async function deliveries(messages: readonly string[]) {
  const parsed = await Promise.all(messages.map((message) => PostalMime.parse(message)));
  return parsed
    .map(({ to, messageId, text }) => ({ name: to![0]!.address!.split('@')[0]!, messageId, text: text ?? '' }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

const idsOf = (found: Awaited<ReturnType<typeof deliveries>>) => found.map((one) => [one.name, one.messageId]);

describe('the issue that version 0.1.0 has half sent', () => {
  test('goes to everybody who waits, once and as it was frozen, and to nobody who had it', async () => {
    const { port, messages } = await startScript({});
    const folder = await copied(port);
    const send = (...flags: string[]) => tidings(folder, 'send', 'november', '--confirm=12', '--json', ...flags);
    const rest = await send();
    expect(rest).toMatchObject({ code: 3, stderr: '' });
    const { counts, audience, problems } = readValue(rest);
    // Nobody is told that it was changed, for that cannot be known.
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        message: 'november cannot be compared with its letters: another version of Tidings froze them on 2026-11-30',
        hint: 'Readers who have not got it get it as it was then, whether or not it was changed since.',
      },
    ]);
    expect(counts).toEqual({ sent: 7, failed: 1, 'in-doubt': 2, suppressed: 2, pending: 0, 'under-way': 0 });
    expect(audience.prepared).toBe(12);
    const got = await deliveries(messages);
    expect(idsOf(got)).toEqual(Object.entries(messageIds));
    const text = Object.fromEntries(got.map((one) => [one.name, one.text]));
    expect(text.emil).toContain('Good morning, dear reader in Upper Example.');
    expect(text.jule).toContain('Good morning, Jule in Lower Example.');
    expect(got.map((one) => one.text.includes('Thank you for being a member.'))).toEqual([false, true, false, false]);
    for (const one of got) expect(one.text).toContain('Lift the dahlias.');

    expect(await send()).toMatchObject({ code: 3, stderr: '' });
    expect(messages).toHaveLength(4);
    const resent = await send('--only', 'in-doubt');
    expect(resent).toMatchObject({ code: 0, stderr: '' });
    expect(idsOf(await deliveries(messages.slice(4)))).toEqual(Object.entries(messageIdsInDoubt));
    expect(readValue(resent).counts).toMatchObject({ sent: 9, failed: 1, 'in-doubt': 0, suppressed: 2 });
  });

  test('is told of by status, who, report and the list, before anything is sent', async () => {
    const folder = await copied();
    const { counts, audience } = readValue(await tidings(folder, 'status', 'november', '--json'));
    expect(counts).toMatchObject({ sent: 3, failed: 1, suppressed: 1, pending: 5 });
    // Whether hana's letter is under way or in doubt depends on what is known of the machine that sent it.
    expect(counts['under-way'] + counts['in-doubt']).toBe(2);
    expect(audience.prepared).toBe(12);
    expect((await tidings(folder, 'status')).stdout).toMatch(/^november +2026-11-30 +12 /m);

    const dora = await tidings(folder, 'who', 'november', 'dora@example.org');
    expect(dora).toMatchObject({ code: 0, stderr: '' });
    expect(dora.stdout).toContain('550 5.1.1 <dora@example.org>: no such mailbox');
    const noor = await tidings(folder, 'who', 'november', 'noor@example.org');
    expect(noor).toMatchObject({ code: 1, stderr: '' });

    expect(await tidings(folder, 'report', 'november')).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(join(folder, 'november-report.html'), 'utf8')).toContain('A letter in November');

    const { subscribers } = readValue(await tidings(folder, 'subscribers', 'list', '--json'));
    expect(subscribers).toHaveLength(14);
    expect(subscribers.find((one: { address: string }) => one.address === 'ada@example.org')).toMatchObject({
      ...{ name: 'Ada', status: 'active', tags: ['members'], fields: { town: 'Example Town' } },
    });
  });

  test('can be answered: its unsubscribe links work, and its bounces are known', async () => {
    const folder = await copied();
    expect(await tidings(folder, 'unsubscribe', linkToAda)).toMatchObject({
      ...{ code: 0, stderr: '', stdout: 'ada@example.org gets no more letters.\n' },
    });
    for (const part of ['cur', 'new', 'tmp']) await mkdir(join(folder, 'returned', part), { recursive: true });
    await writeFile(join(folder, 'returned', 'new', '1'), mailOf('postfix', { ...toGus, address: 'gus@example.org' }));
    expect(await tidings(folder, 'inbox', 'returned')).toMatchObject({ code: 0, stderr: '' });
    const { subscribers } = readValue(await tidings(folder, 'subscribers', 'list', '--json'));
    const statusOf = Object.fromEntries(subscribers.map((one: Record<string, string>) => [one.address, one.status]));
    expect(statusOf).toMatchObject({ 'ada@example.org': 'unsubscribed', 'gus@example.org': 'bounced' });
  });

  test('takes no reader off the list for a Message-ID of it, which anybody can compute', async () => {
    const folder = await copied();
    for (const part of ['cur', 'new', 'tmp']) await mkdir(join(folder, 'returned', part), { recursive: true });
    for (const name of ['postfix', 'complaint']) {
      const forged = mailOf(name, { messageId: toGus.messageId, address: 'gus@example.org' });
      await writeFile(join(folder, 'returned', 'new', name), forged);
    }
    expect(readValue(await tidings(folder, 'inbox', 'returned', '--json')).counts).toMatchObject({ unknown: 2 });
    const { subscribers } = readValue(await tidings(folder, 'subscribers', 'list', '--json'));
    expect(subscribers.find((one: { address: string }) => one.address === 'gus@example.org')).toMatchObject({
      status: 'active',
    });
  });

  test('holds articles that no digest carries again', async () => {
    const digest = await tidings(await copied(), 'digest', '--json');
    expect(digest).toMatchObject({ code: 0, stderr: '' });
    expect(readValue(digest).articles).toEqual(['apples']);
  });
});

describe('the articles that version 0.1.0 has built', () => {
  const now = ['--now', '2026-12-01T00:00:00Z'];
  const published = {
    'tag:example.org,2026-11-02:apples': '2026-11-02T00:00:00+01:00',
    // No file says this date, nor the name in this id: only the lock knows them.
    'tag:example.org,2026-11-09:seed-order': '2026-11-09T08:00:00+01:00',
    'tag:example.org,2026-11-23:frost': '2026-11-23T00:00:00+01:00',
  };

  test('keep ids, dates, moves and tombstones, with --frozen too, and the same bytes without .tidings/', async () => {
    const [folder, bare] = [await copied(), await copied()];
    await rm(join(bare, '.tidings'), { recursive: true });
    expect(await tidings(folder, 'build', '--frozen', ...now)).toMatchObject({ code: 0, stderr: '' });
    expect(await tidings(bare, 'build', ...now)).toMatchObject({ code: 0, stderr: '' });
    const output = await contentsOf(join(folder, 'output'));
    expect(output).toEqual(await contentsOf(join(bare, 'output')));

    const feeds = Object.keys(output).filter((path) => /^(archive\/)?feed(-\d+)?\.json$/.test(path));
    const items: Record<string, string>[] = feeds.flatMap((path) => JSON.parse(output[path]!).items);
    expect(Object.fromEntries(items.map((item) => [item.id, item.date_published]))).toEqual(published);
    expect(output['atom.xml']).toMatch(/deleted-entry [^>]*ref="tag:example\.org,2026-11-01:fair"/);
    expect(output._redirects).toMatch(/^\/articles\/seed-order\/ +\S*\/articles\/seeds\/ 301$/m);
    // Later versions may know more of each.
    for (const record of recordsOf(await readFile(join(fixture, 'tidings.lock'), 'utf8')))
      for (const one of [folder, bare])
        expect(recordsOf(await readFile(join(one, 'tidings.lock'), 'utf8'))).toContainEqual(
          expect.objectContaining(record),
        );
  });

  test('take their pages with them when they go, and nothing that somebody else put there', async () => {
    const folder = await copied();
    const pages = join(folder, 'output', 'articles', 'apples');
    await mkdir(pages, { recursive: true });
    for (const name of ['index.html', 'own.txt']) await writeFile(join(pages, name), 'It was here.');
    await rm(join(folder, 'articles', '2026-11-02-apples.md'));
    expect(await tidings(folder, 'build', ...now)).toMatchObject({ code: 0 });
    await expect(stat(join(pages, 'index.html'))).rejects.toThrow('ENOENT');
    expect(await readFile(join(pages, 'own.txt'), 'utf8')).toBe('It was here.');
  });
});

/** The lines of a lock under its header. */
function recordsOf(lock: string): object[] {
  return lock
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line));
}
