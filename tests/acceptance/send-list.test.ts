import { existsSync } from 'node:fs';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { contentsOf } from '../folder.ts';
import { startScript } from '../send/servers.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';
import {
  countsOf,
  crowd,
  enlist,
  finished,
  mailing,
  names,
  readValue,
  secret,
  send,
  start,
  three,
  tidings,
  withList,
} from './mailing.ts';

const everybody = ['ada', 'grace', 'mary'];

describe('tidings send <issue>', () => {
  test('everybody active gets it once, with a link of their own, and running it again sends nothing', async () => {
    const { port, messages } = await startScript({});
    const left = { zoe: { status: 'unsubscribed' as const }, max: { status: 'pending' as const } };
    const folder = await mailing({ port, people: { ...three, ...left } });
    const first = await send(folder);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toBe(
      'frost was sent to 3 of 3 subscribers.\nNext: see what became of it:\n  npx tidings status frost\n',
    );
    expect(names(messages)).toEqual(everybody);
    const links = messages.map((message) => /^List-Unsubscribe:\s+<([^>]+)>/m.exec(message)![1]!);
    expect(new Set(links).size).toBe(3);

    const again = await send(folder);
    expect(again).toMatchObject({
      code: 0,
      stderr: '',
      stdout: 'Nothing new: frost was sent to 3 subscribers before.\n',
    });
    expect(messages).toHaveLength(3);

    const [to] = names([messages[0]!]);
    const leaves = await tidings(folder, 'unsubscribe', links[0]!);
    expect(leaves).toMatchObject({ code: 0, stdout: `${to}@example.org gets no more letters.\n` });
    expect(await readFile(join(folder, 'tidings.lock'), 'utf8')).toContain('"issue":');
  });

  test('nothing is sent or frozen before somebody has said to how many', async () => {
    const { port, messages, heard } = await startScript({});
    const folder = await mailing({ port });
    const before = await filesOf(folder);
    const unasked = await tidings(folder, 'send', 'frost');
    expect(unasked).toMatchObject({ code: 2, stdout: '' });
    expect(unasked.stderr).toContain('frost would go to 3 subscribers, and nobody has confirmed it');
    expect(unasked.stderr).toContain('--confirm=3');
    for (const [number, words] of [
      ['2', '--confirm allows 2'],
      ['many', '--confirm "many" is not a number'],
    ] as const) {
      const { code, stderr } = await tidings(folder, 'send', 'frost', '--confirm', number);
      expect({ code, told: stderr.includes(words) }).toEqual({ code: 2, told: true });
    }
    expect(readValue(await tidings(folder, 'send', 'frost', '--json'))).toMatchObject({
      problems: [{ rule: 'unconfirmed', severity: 'error' }],
      state: 'Nothing was sent.',
    });
    expect([await countsOf(folder), messages, heard]).toEqual([undefined, [], []]);
    expect(await filesOf(folder)).toEqual(before);
  });

  test('--dry-run counts who would get it, and writes nothing', async () => {
    const folder = await mailing({
      port: 9,
      people: { ...three, max: { status: 'pending' }, lena: { tags: ['members'] } },
    });
    const before = await filesOf(folder);
    const dry = await tidings(folder, 'send', 'frost', '--dry-run', '--tag', 'members');
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.stdout).toBe(
      'Nothing was sent. "The first frost" would go to 1 subscriber.\nLeft out: 1 not confirmed, 3 without the tag.\nNext: leave out --dry-run, and confirm the number when you are asked or with --confirm=1.\n',
    );
    expect(readValue(await send(folder, '--dry-run', '--json'))).toMatchObject({
      slug: 'frost',
      count: 4,
      problems: [],
    });
    expect([await countsOf(folder), existsSync(join(folder, 'tidings.lock'))]).toEqual([undefined, false]);
    expect(await filesOf(folder)).toEqual(before);
  });

  test('readers have to be able to unsubscribe: without a link and an address nothing is sent', async () => {
    const { port, messages } = await startScript({});
    const folder = await mailing({ port });
    const file = join(folder, 'tidings.yaml');
    const full = await readFile(file, 'utf8');
    await writeFile(file, full.replace(/ {2}unsubscribe.*\n/g, ''));
    const refused = await send(folder);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('tidings.yaml:3:1  error  readers could not unsubscribe');
    expect([await countsOf(folder), messages]).toEqual([undefined, []]);

    await writeFile(file, full.replace(/ {2}unsubscribeUrl.*\n/, ''));
    const warned = await send(folder);
    expect(warned).toMatchObject({ code: 0 });
    expect(warned.stderr).toMatch(/warning .*Unsubscribe button/);
    expect(names(messages)).toEqual(everybody);
    expect(messages[0]).toMatch(/^List-Unsubscribe:\s+<mailto:unsubscribe@example\.org\?subject=[^>]+>\r$/m);
  });

  test('a letter that breaks a rule stops, and goes with --ignore', async () => {
    const { port, messages } = await startScript({});
    const article = '---\ntitle: Frost\ndate: 2026-11-23\n---\n\n![Beds](http://example.org/beds.png)\n';
    const folder = await mailing({ port, files: { 'articles/frost.md': article } });
    const stopped = await send(folder);
    expect(stopped).toMatchObject({ code: 1, stdout: '' });
    expect(stopped.stderr).toContain('articles/frost.md:6:9  error  http://example.org/beds.png is loaded over http');
    expect(stopped.stderr).toContain('Nothing was sent.');
    expect(readValue(await send(folder, '--json'))).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ rule: 'insecure-image' })]),
    });
    expect([await countsOf(folder), messages]).toEqual([undefined, []]);
    const passed = await send(folder, '--ignore', 'insecure-image');
    expect(passed).toMatchObject({ code: 0 });
    expect(passed.stderr).toContain('warning  http://example.org/beds.png');
    expect(names(messages)).toEqual(everybody);
  });

  test('an issue in two languages goes to each reader in theirs, and counts as one', async () => {
    const { port, messages } = await startScript({});
    const folder = await mailing({
      port,
      people: { ada: {}, hans: { language: 'de-AT' }, jean: { language: 'fr' } },
      files: {
        'issues/november.md': '---\nsubject: The garden\narticles: [frost]\n---\n\nGood morning.\n',
        'issues/november-de.md':
          '---\nsubject: Der Garten\nlanguage: de\ntranslationOf: november\narticles: [frost]\n---\n\nGuten Morgen.\n',
      },
    });
    expect(await tidings(folder, 'send', 'november', '--confirm=3')).toMatchObject({ code: 0 });
    const read = await Promise.all(messages.map((message) => PostalMime.parse(message)));
    const told = read.map(({ to, subject, text }) => [to![0]!.address, subject, /G\w+ \w+\./.exec(text!)![0]]);
    expect(told.toSorted()).toEqual([
      ['ada@example.org', 'The garden', 'Good morning.'],
      ['hans@example.org', 'Der Garten', 'Guten Morgen.'],
      ['jean@example.org', 'The garden', 'Good morning.'],
    ]);
    const again = await tidings(folder, 'send', 'november', '--confirm=3');
    expect(again.stdout).toBe('Nothing new: november was sent to 3 subscribers before.\n');
    const edition = await tidings(folder, 'send', 'november-de', '--confirm=3');
    expect(edition).toMatchObject({ code: 2, stdout: '' });
    expect(messages).toHaveLength(3);
  });

  test('--tag chooses readers, another tag later is refused, and --new takes in who came since or has it', async () => {
    const { port, messages } = await startScript({});
    const people = { ada: { tags: ['members'] }, grace: {}, mary: { tags: ['friends'] } };
    const folder = await mailing({ port, people });
    expect(await send(folder, '--tag', 'members')).toMatchObject({ code: 0 });
    expect(names(messages)).toEqual(['ada']);

    const other = await send(folder, '--tag', 'friends');
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toContain('the audience of frost was frozen for the tag "members"');

    await enlist(folder, { lena: { tags: ['members'] } });
    expect(await send(folder)).toMatchObject({
      code: 0,
      stdout: 'Nothing new: frost was sent to 1 subscriber before.\n',
    });
    expect(readValue(await send(folder, '--new', '--dry-run', '--json'))).toMatchObject({ count: 1 });
    expect(await send(folder, '--new')).toMatchObject({ code: 0 });
    expect(names(messages)).toEqual(['ada', 'lena']);
    const wider = await tidings(folder, 'send', 'frost', '--new', '--tag', 'friends', '--confirm=1');
    expect(wider).toMatchObject({ code: 0 });
    expect(wider.stdout).toContain('frost was sent to 3 of 3 subscribers.');
    expect(names(messages)).toEqual(['ada', 'lena', 'mary']);
  });

  test('--new and --only are refused for what was never sent', async () => {
    const folder = await mailing({ port: 9 });
    for (const flag of ['--new', '--only=failed']) {
      const { code, stderr } = await send(folder, flag);
      expect({ code, told: stderr.includes('frost was never sent to the list') }).toEqual({ code: 2, told: true });
    }
  });

  test('an empty list, a list of which everybody is left out and a missing mail server are told', async () => {
    const folder = await mailing({ port: 9, people: {} });
    const nobody = await send(folder);
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toContain('nobody is on the list');
    await enlist(folder, { max: { status: 'pending' }, zoe: { status: 'unsubscribed' } });
    const leftOut = await send(folder);
    expect(leftOut).toMatchObject({ code: 2, stdout: '' });
    expect(leftOut.stderr).toContain('nobody would get frost');
    expect(leftOut.stderr).toContain('Left out: 1 not confirmed, 1 unsubscribed.');
    await writeFile(join(folder, '.env'), `TIDINGS_SECRET=${secret}\n`);
    const unset = await send(folder);
    expect(unset).toMatchObject({ code: 2, stdout: '' });
    expect(unset.stderr).toContain('no mail server is set');
    expect(await countsOf(folder)).toBeUndefined();
  });

  test('--to is marked as a test, and stands in no ledger', async () => {
    const { port, messages } = await startScript({});
    const folder = await mailing({ port });
    expect(await tidings(folder, 'send', 'frost', '--to', 'ada@example.org')).toMatchObject({ code: 0 });
    expect((await PostalMime.parse(messages[0]!)).subject).toBe('[test] The first frost');
    expect(await countsOf(folder)).toBeUndefined();
    expect(await send(folder)).toMatchObject({ code: 0, stderr: '' });
    expect(names(messages)).toEqual(['ada', ...everybody]);
  });

  test('--eml writes each letter into a folder in the place of sending it, but not into the one on the web', async () => {
    const folder = await mailing({ port: 9 });
    await writeFile(join(folder, '.env'), `TIDINGS_SECRET=${secret}\n`);
    const onWeb = await send(folder, '--eml', 'output/letters');
    expect(onWeb).toMatchObject({ code: 2, stdout: '' });
    expect(onWeb.stderr).toContain('output/letters lies in the output folder');
    expect(await countsOf(folder)).toBeUndefined();

    const written = await send(folder, '--eml', 'letters');
    expect(written).toMatchObject({ code: 0, stderr: '' });
    const files = await contentsOf(join(folder, 'letters'));
    expect(Object.keys(files)).toHaveLength(3);
    expect(names(Object.values(files))).toEqual(everybody);
    const { stdout } = await tidings(folder, 'subscribers', 'show', 'ada@example.org');
    expect(stdout).toMatch(/sent {2}by letters: written as \d{4}-ada@example\.org\.eml/);
    expect(await send(folder, '--eml', 'letters')).toMatchObject({
      stdout: 'Nothing new: frost was sent to 3 subscribers before.\n',
    });
  });
});

describe('what servers refuse', () => {
  test('a letter that was refused is sent once more with --only failed, and a mailbox that is gone never again', async () => {
    const refusals: Record<string, string> = {
      ada: '550 5.7.1 not from you',
      grace: '550 5.1.1 no such mailbox',
    };
    const { port, messages, heard } = await startScript({
      RCPT: (socket, polite) => socket.write(`${refusals[/<(\w+)@/.exec(heard.at(-1)!)![1]!] ?? polite}\r\n`),
    });
    const folder = await mailing({ port, more: 'send: {connections: 1}\n' });
    const first = await send(folder);
    expect(first).toMatchObject({ code: 3, stderr: '' });
    expect(first.stdout).toContain('frost was sent to 1 of 3 subscribers: 2 failed.');
    const { stdout } = await tidings(folder, 'subscribers', 'show', 'grace@example.org');
    expect(stdout).toMatch(/bounced/);
    expect(stdout).toContain('550 5.1.1 no such mailbox');

    expect(await send(folder)).toMatchObject({
      code: 0,
      stdout: 'Nothing new: frost was sent to 1 subscriber before; 2 failed.\n',
    });
    delete refusals.ada;
    const retried = await tidings(folder, 'send', 'frost', '--only', 'failed', '--confirm=2');
    expect(retried).toMatchObject({ code: 0 });
    expect(names(messages)).toEqual(['ada', 'mary']);
    expect(await countsOf(folder)).toEqual({ sent: 2, suppressed: 1 });
  });

  test('a letter whose receipt nobody confirmed is named, and sent again only if that is asked for', async () => {
    let breaks = 1;
    const { port, messages } = await startScript({
      dot: (socket, polite) => (breaks-- > 0 ? socket.destroy() : socket.write(`${polite}\r\n`)),
    });
    const folder = await mailing({ port, more: 'send: {connections: 1}\n' });
    const first = await send(folder);
    expect(first).toMatchObject({ code: 3, stderr: '' });
    expect(first.stdout).toContain('frost was sent to 2 of 3 subscribers: 1 in doubt.');
    expect(first.stdout).toContain('npx tidings status frost --only in-doubt');
    expect(names(messages)).toEqual(everybody);
    const held = await send(folder);
    expect(held).toMatchObject({ code: 3, stderr: '' });
    expect(held.stdout).toContain('Nothing new: frost was sent to 2 subscribers before; 1 in doubt.');
    expect(messages).toHaveLength(3);
    const again = await send(folder, '--only', 'in-doubt');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(await countsOf(folder)).toEqual({ sent: 3 });
    expect(messages).toHaveLength(4);
    // One and the same letter: a mailbox that has got both shows one.
    const identity = (message: string) => /^Message-ID:\s+(\S+)/im.exec(message)![1];
    expect(new Set(messages.map(identity)).size).toBe(3);
  });

  test('--in-doubt=resend sends again what is in doubt', async () => {
    let breaks = 1;
    const { port, messages } = await startScript({
      dot: (socket, polite) => (breaks-- > 0 ? socket.destroy() : socket.write(`${polite}\r\n`)),
    });
    const folder = await mailing({ port, people: { ada: {} }, more: 'send: {connections: 1}\n' });
    expect(await send(folder)).toMatchObject({ code: 3 });
    expect(await send(folder, '--in-doubt=resend')).toMatchObject({ code: 0 });
    expect(names(messages)).toEqual(['ada', 'ada']);
    expect(await countsOf(folder)).toEqual({ sent: 1 });
  });

  test('a server that refuses everybody is asked some times, and the rest of the list stays pending', async () => {
    const { port, heard } = await startScript({ RCPT: '550 5.7.1 you are on a blocklist' });
    const folder = await mailing({ port, people: crowd(40), more: 'send: {connections: 2}\n' });
    const { code, stdout, stderr } = await send(folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/refused 10 letters in a row, the last with: 550 5\.7\.1 you are on a blocklist/);
    expect(stderr).toMatch(/frost was sent to 0 of 40 subscribers: 1\d failed, \d+ still to send\./);
    expect(stderr).toContain('run the same command again');
    expect(heard.filter((line) => line.startsWith('RCPT')).length).toBeLessThan(15);
    const counts = await countsOf(folder);
    expect(counts!.failed! + counts!.pending!).toBe(40);
  });

  test('a wrong password stops the run in words that do not hold it, and the list stays pending', async () => {
    const { port, messages } = await startScript({ AUTH: '535 5.7.8 wrong swordfish' });
    const environment = { SMTP_USER: 'letters', SMTP_PASSWORD: 'swordfish' };
    const folder = await mailing({ port, environment });
    const wrong = await send(folder);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('refused the login of "letters"');
    expect(wrong.stderr).toContain('frost was sent to 0 of 3 subscribers: 3 still to send.');
    const json = await send(folder, '--json');
    expect(readValue(json)).toMatchObject({ problems: [{ rule: 'smtp-login' }] });
    for (const word of ['swordfish', secret]) expect(wrong.stderr + json.stdout + json.stderr).not.toContain(word);
    expect([await countsOf(folder), messages]).toEqual([{ pending: 3 }, []]);
  });

  test('a subscriber who left after the freeze gets nothing', async () => {
    const { port, messages } = await startScript({ AUTH: '535 5.7.8 no' });
    const folder = await mailing({ port, environment: { SMTP_USER: 'letters', SMTP_PASSWORD: 'swordfish' } });
    expect(await send(folder)).toMatchObject({ code: 1 });
    await withList(folder, ({ subscribers }) =>
      subscribers.leave(addressFor('ada@example.org'), 'unsubscribed', { how: 'by mail' }),
    );
    const polite = await startScript({});
    await writeFile(join(folder, '.env'), `TIDINGS_SECRET=${secret}\nSMTP_HOST=127.0.0.1\nSMTP_PORT=${polite.port}\n`);
    const resumed = await send(folder);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toContain('frost was sent to 2 of 3 subscribers: 1 suppressed.');
    expect([messages, names(polite.messages)]).toEqual([[], ['grace', 'mary']]);
  });
});

test('whatever becomes of its file, all get the letter as it was frozen, and people are told', async () => {
  let stop = () => {};
  const { port, messages } = await startScript({
    dot: (socket, polite) => {
      stop();
      socket.write(`${polite}\r\n`);
    },
  });
  const people = crowd(4);
  const folder = await mailing({ port, people, more: 'send: {connections: 1}\n' });
  const child = start(folder, 'send', 'frost', '--confirm=4');
  stop = () => child.kill('SIGINT');
  expect(await finished(child)).toMatchObject({ code: 130 });
  stop = () => {};
  expect(messages).toHaveLength(1);

  await appendFile(join(folder, 'articles', 'frost.md'), '\nA word too many.\n');
  const dry = await send(folder, '--dry-run');
  expect(dry.stderr).toContain('warning  frost was changed after its letters were frozen on 20');
  await rm(join(folder, 'articles', 'frost.md'));
  const rest = await send(folder);
  expect(rest).toMatchObject({ code: 0 });
  expect(rest.stderr).toContain('warning  frost cannot be read any more');
  expect(rest.stdout).toContain('frost was sent to 4 of 4 subscribers.');
  expect(names(messages)).toEqual(Object.keys(people));
  const read = await Promise.all(messages.map((message) => PostalMime.parse(message)));
  const bodies = read.map(({ html, text }) => `${html}${text}`.replace(/reader\d@|unsubscribe\/[\w-]+/g, ''));
  expect(new Set(bodies).size).toBe(1);
  expect(bodies[0]).toContain('The beds were white at seven.');
});

test('with --json every run prints one value, and no secret stands in what a command says or in its arguments', async () => {
  const { port, messages } = await startScript({});
  const folder = await mailing({ port, environment: { SMTP_USER: 'letters', SMTP_PASSWORD: 'swordfish' } });
  const child = start(folder, 'send', 'frost', '--confirm=3', '--json');
  const command = await readFile(`/proc/${child.pid}/cmdline`, 'utf8').catch(() => '');
  const first = await finished(child);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(readValue(first)).toMatchObject({ slug: 'frost', stopped: false, run: { sent: 3 }, counts: { sent: 3 } });
  const again = await send(folder, '--json');
  expect(readValue(again)).toMatchObject({ slug: 'frost', counts: { sent: 3 } });
  const unknown = await tidings(folder, 'send', 'snow', '--json');
  expect([unknown.code, readValue(unknown).problems.length]).toEqual([2, 1]);
  const said = [command, first.stdout, again.stdout, unknown.stdout, ...messages].join();
  for (const word of ['swordfish', secret]) expect(said).not.toContain(word);
});

/** Every file of a publication but the database, which has a log beside it, and compiled code: its folder is HOME here. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const files = Object.entries(await contentsOf(folder));
  return Object.fromEntries(files.filter(([path]) => !/^(tidings\.db|\.cache\/)/.test(path)));
}
