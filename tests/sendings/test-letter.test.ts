import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepare } from '../../src/publish/prepare.ts';
import { prepareTestLetter, writeTestLetter } from '../../src/sendings/test-letter.ts';
import { clock, desk, settingsOf } from './desk.ts';

const letterFor = async (to: string, files: Record<string, string> = {}, name = 'frost') => {
  const { config, folder } = await desk([], { domain: 'tidings.internal', files });
  const request = { config: await config(), now: clock(), toFile: true };
  return { letter: await prepareTestLetter(name, to, request), config: request.config, folder };
};

const rulesOf = ({ problems }: { readonly problems: readonly { rule: string; severity: string }[] }) =>
  problems.map(({ severity, rule }) => `${severity} ${rule}`);

test('a test letter is marked, goes to one address, and is written where no web server finds it', async () => {
  const { letter, config, folder } = await letterFor('Mary <mary@tidings.internal>');
  expect(letter).toMatchObject({ slug: 'frost', to: 'mary@tidings.internal', sender: 'letters@tidings.internal' });
  expect(rulesOf(letter)).toEqual([]);
  expect(letter.message.toString()).toContain('\r\nSubject: [test] The first frost\r\n');
  const file = await writeTestLetter(letter, config);
  expect(file).toBe(join(folder, '.tidings', 'outbox', 'frost.eml'));
  expect(await readFile(file)).toEqual(letter.message);
});

test('a test letter with placeholders is made, with a warning at their lines', async () => {
  const { letter } = await letterFor('mary@tidings.internal', { 'tidings.yaml': settingsOf('example.org') });
  expect(rulesOf(letter)).toEqual(['warning placeholder']);
});

test("a test letter warns of a signature that may be another owner's, as a check does", async () => {
  const settings = `${settingsOf('mine.co.uk')}  dkim: {selector: mail, domain: other.co.uk}\n`;
  const { privateKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const files = { 'tidings.yaml': settings, '.env': 'DKIM_PRIVATE_KEY_FILE=dkim.pem\n', 'dkim.pem': privateKey };
  const { letter } = await letterFor('mary@tidings.internal', files);
  expect(letter.problems).toMatchObject([
    { severity: 'warning', rule: 'sibling-signature', file: 'tidings.yaml', line: 8 },
  ]);
});

test('a draft can be tried, article or issue, marked as one, and nothing of it is kept', async () => {
  const files = {
    'articles/snow.md': '---\ntitle: Snow\ndate: 2027-05-01\ndraft: true\n---\n\nSnow fell.\n',
    'issues/winter.md': '---\nsubject: Winter\ndraft: true\narticles: [frost]\n---\n\nDear readers,\n',
  };
  for (const [name, subject] of [
    ['snow', 'Snow'],
    ['articles/snow.md', 'Snow'],
    ['winter', 'Winter'],
  ] as const) {
    const { letter, folder } = await letterFor('mary@tidings.internal', files, name);
    expect(letter.message.toString()).toContain(`\r\nSubject: [test] [draft] ${subject}\r\n`);
    expect(rulesOf(letter)).toContain('warning draft');
    expect(await readdir(folder)).not.toContain('tidings.lock');
  }
});

test('of several drafts only the one that is named is seen', async () => {
  const draft = (title: string) => `---\ntitle: ${title}\ndraft: true\n---\n\nText.\n`;
  const files = { 'articles/snow.md': draft('Snow'), 'articles/fog.md': draft('Fog') };
  const { config } = await desk([], { files });
  const prepared = await prepare(await config(), undefined, { show: 'snow' });
  expect(prepared.publication.articles.map(({ slug }) => slug).toSorted()).toEqual(['frost', 'snow']);
  expect(prepared.held.drafts.map(({ slug }) => slug)).toEqual(['fog']);
});
