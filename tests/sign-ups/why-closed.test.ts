import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { copyStarter } from '../../src/publish/starter.ts';
import { isClosedTo, whyClosed } from '../../src/sign-ups/why-closed.ts';
import { folderOf } from '../folder.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';

const environment = { SMTP_URL: 'smtp://127.0.0.1:2525' };
const [real, reserved] = [addressFor('ada@mail.tidings.internal'), addressFor('ada@reader.example')];

async function closureOf(folder: string, given: Record<string, string> = environment) {
  return whyClosed(await loadConfig(folder, {}, { cwd: folder, environment: given, clock: () => new Date(0) }));
}

const own = (more = '', from = 'letters@tidings.internal') => ({
  'tidings.yaml': `title: My Letter\nurl: https://tidings.internal/\nnewsletter:\n  from: ${from}\n${more}`,
});

test('with settings of ones own anybody is asked to confirm', async () => {
  const closure = await closureOf(await folderOf(own()));
  expect(closure).toBeUndefined();
  expect([isClosedTo(closure), isClosedTo(closure, real)]).toEqual([false, false]);
});

test('no real person is asked to confirm with the settings of a new publication, which can be tried with names set apart', async () => {
  const folder = await folderOf({});
  await copyStarter(folder, '.');
  const closure = await closureOf(folder);
  expect(closure?.reason).toMatch(
    /^"title" is "Slack Water", as in every new publication; lines 3, .*too\. Put your own/,
  );
  expect([isClosedTo(closure), isClosedTo(closure, reserved), isClosedTo(closure, real)]).toEqual([false, false, true]);
});

test.each([
  ['the sender', own('', 'letters@example.org'), 'newsletter.from'],
  ['the postal address', own('  address: 1 Example Quay, Example Town\n'), 'newsletter.address'],
  ['the title', { 'tidings.yaml': own()['tidings.yaml'].replace('My Letter', 'Slack Water') }, 'title'],
  ['the address of the server', own('server: {url: https://letters.slackwater.example.org}\n'), 'server.url'],
])('one placeholder is enough to close sign-up: %s', async (_, files, path) => {
  const closure = await closureOf(await folderOf(files));
  expect(closure?.reason).toMatch(new RegExp(`^"${path.replace('.', '\\.')}" is "[^;]*$`));
  expect(isClosedTo(closure, real)).toBe(true);
});

test('without a sender, a mail server or letters nobody can be asked, an address set apart neither', async () => {
  const closures = [
    await closureOf(await folderOf(own()), {}),
    await closureOf(
      await folderOf({ 'tidings.yaml': 'title: My Letter\nurl: https://tidings.internal/\nnewsletter: {}\n' }),
    ),
    await closureOf(
      await folderOf({ 'tidings.yaml': 'title: My Letter\nurl: https://tidings.internal/\nnewsletter: false\n' }),
    ),
  ];
  expect(closures.map((closure) => closure?.reason)).toEqual([
    expect.stringContaining('no mail server is set'),
    expect.stringContaining('no sender'),
    expect.stringContaining('letters are turned off'),
  ]);
  expect(closures.map((closure) => [isClosedTo(closure), isClosedTo(closure, reserved)])).toEqual(
    closures.map(() => [true, true]),
  );
});
