import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prospectOf } from '../../../src/studio/act/prospect.ts';
import { LiveSession } from '../../../src/studio/session.ts';
import { type Desk, desk, settingsOf } from '../../sendings/desk.ts';
import { OpenedStudio } from '../opened.ts';

const clock = () => new Date('2026-12-01T09:00:00Z');
const stays = new AbortController().signal;

const ahead = async ({ folder }: Pick<Desk, 'folder'>, name = 'frost') => {
  const terminalContext = { cwd: folder, environment: {}, clock };
  const session = new LiveSession({ path: '.', flags: {}, context: terminalContext });
  const { good } = await session.state(name);
  return prospectOf(name, good!, { terminalContext }, stays);
};

const alone = { 'articles/frost.md': '---\ntitle: Frost\ndate: 2026-11-23\n---\n\nCold.\n' };

const newsletter = `newsletter:
  from: My Letter <letters@tidings.internal>
  address: Long Street 1, 1234 Town
  unsubscribeUrl: https://tidings.internal/unsubscribe/{token}
`;

const environment = (server: string) => `TIDINGS_SECRET=0123456789abcdef0123456789abcdef\n${server}`;
const served = (domain = 'tidings.internal') => ({
  domain,
  files: { '.env': environment('SMTP_URL=smtp://me:close-sesame@mail.tidings.internal:25\nSMTP_TLS=none\n') },
});

test('a new issue is counted, with those left out by reason, the server and the command to type', async () => {
  const made = await desk(['a@tidings.internal', 'b@tidings.internal'], served());
  const seen = await ahead(made);
  expect(seen).toMatchObject({ count: 2, isRefused: false, relays: ['mail.tidings.internal:25'], problems: [] });
  expect(seen.audience).toMatchObject({ candidates: 2, prepared: 2 });
  expect(seen.counts).toBeUndefined();
  expect(seen.command).toBe('npx tidings send frost');
});

test('an issue that was sent, and one that some have yet to get, are told apart', async () => {
  const made = await desk(['a@tidings.internal'], served());
  await made.send();
  expect(await ahead(made)).toMatchObject({ count: 0, counts: { sent: 1, pending: 0 } });
  const other = await desk(['a@tidings.internal', 'b@tidings.internal'], served());
  await other.freeze(await other.plan());
  expect(await ahead(other)).toMatchObject({ count: 2, counts: { sent: 0, pending: 2 } });
});

test('where there is no list none is begun, and the command begins it', async () => {
  const studio = await OpenedStudio.of(alone, newsletter);
  const seen = await ahead({ folder: studio.folder.path });
  expect(seen).toMatchObject({ isRefused: true, command: expect.stringContaining('npx tidings subscribers add') });
  expect(seen.problems.map(({ message }) => message)).toEqual(['there is no list yet', 'no mail server is set']);
  expect(await readdir(studio.folder.path)).not.toContain('tidings.db');
});

test('before there is a list, the rules that the letter breaks and the fault of its theme are told as well', async () => {
  const studio = await OpenedStudio.of(alone, newsletter.replace(/ {2}address: .*\n/, ''));
  const seen = await ahead({ folder: studio.folder.path });
  expect(seen.problems.map(({ rule }) => rule)).toEqual(['postal-address', 'no-list', 'no-server']);
  expect(await studio.text('send/frost/prospect')).toContain('class="notice error"');
});

test('a letter that breaks rules is refused with the reasons, and its audience is counted all the same', async () => {
  const settings = settingsOf('tidings.internal').replace(/ {2}address: .*\n/, '');
  const { domain, files } = served();
  const made = await desk(['a@tidings.internal'], { domain, files: { ...files, 'tidings.yaml': settings } });
  const seen = await ahead(made);
  expect(seen).toMatchObject({ isRefused: true, audience: { prepared: 1 } });
  expect(seen.problems).toContainEqual(expect.objectContaining({ rule: 'postal-address', severity: 'error' }));
});

test('a draft would not be sent, for the command sees it as one', async () => {
  const { domain, files } = served();
  const snow = '---\ntitle: Snow\ndate: 2026-11-24\ndraft: true\n---\n\nSnow fell.\n';
  const made = await desk(['a@tidings.internal'], { domain, files: { ...files, 'articles/snow.md': snow } });
  const seen = await ahead(made, 'snow');
  expect(seen).toMatchObject({ isRefused: true, audience: { prepared: 1 } });
  expect(seen.problems[0]?.message).toContain('it is a draft');
});

test('without a server, or with another secret, the cause is shown with its way out', async () => {
  const made = await desk(['a@tidings.internal'], { domain: 'tidings.internal' });
  expect(await ahead(made)).toMatchObject({
    isRefused: true,
    count: 1,
    problems: [{ message: 'no mail server is set' }],
  });
  const lost = await desk(['a@tidings.internal'], {
    domain: 'tidings.internal',
    files: { '.env': 'TIDINGS_SECRET=ffffffffffffffffffffffffffffffff\n' },
  });
  expect((await ahead(lost)).problems[0]).toMatchObject({ rule: 'secret' });
});

test('the page shows counts alone: no address of a reader, no password, and nothing is frozen', async () => {
  const made = await desk(['reader-one@tidings.internal'], served());
  const studio = OpenedStudio.at(made.folder);
  const words = await studio.text('send/frost/prospect');
  expect(words).toContain('It is new, and would go to 1 subscriber.');
  expect(words).toContain('mail.tidings.internal:25');
  expect(words).not.toContain('reader-one');
  expect(words).not.toContain('close-sesame');
  expect(await made.ledger.find('frost')).toBeUndefined();
  expect(await readdir(join(made.folder))).not.toContain('tidings.lock');
});
