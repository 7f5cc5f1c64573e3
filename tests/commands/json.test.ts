import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { adopt } from '../../src/commands/adopt.ts';
import { build } from '../../src/commands/build.ts';
import { checkPublication } from '../../src/commands/check.ts';
import { printCompletion, printWords } from '../../src/commands/completion.ts';
import { init } from '../../src/commands/init.ts';
import { type ResultName, results } from '../../src/commands/json/results.ts';
import { describeProgram } from '../../src/commands/program.ts';
import { report } from '../../src/commands/report.ts';
import { runDue } from '../../src/commands/run.ts';
import { sendToList } from '../../src/commands/send/list.ts';
import { sendToOne } from '../../src/commands/send/one.ts';
import { status } from '../../src/commands/status.ts';
import { backup } from '../../src/commands/subscribers/backup.ts';
import { add, remove, tag } from '../../src/commands/subscribers/change.ts';
import { exportList } from '../../src/commands/subscribers/export.ts';
import { forget } from '../../src/commands/subscribers/forget.ts';
import { importLists } from '../../src/commands/subscribers/import.ts';
import { count as countSubscribers, list as listSubscribers, show } from '../../src/commands/subscribers/list.ts';
import type { Terminal } from '../../src/commands/terminal.ts';
import { copy, printThemes } from '../../src/commands/theme.ts';
import { proveResult, schemaFile, schemaOf } from './schema.ts';
import { later, publication, sent } from './sendings.ts';

const at = { publication: '.' };
const yaml = 'title: My Letter\nurl: https://example.org\ntimezone: Europe/Vienna\n';
const leave = '  address: Street 1, Town\n  unsubscribeEmail: leave@example.org\n';
const folder = new URL('../../templates/schemas/', import.meta.url);
const names = Object.keys(results) as (keyof typeof results)[];

test.each(names)('the schema of %s in the package is that of the program', async (name) => {
  const text = `${JSON.stringify(schemaOf(name), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(schemaFile(name), folder)));
});

test('the package has no schema of a result that no command prints', () => {
  expect(readdirSync(folder).toSorted()).toEqual(names.map(schemaFile).toSorted());
});

test('a schema allows keys that a later version adds, and no value of another type', () => {
  expect(JSON.stringify(schemaOf('send'))).not.toContain('additionalProperties":false');
  expect(schemaOf('send')).toMatchObject({
    properties: { count: { type: 'integer' } },
    required: expect.arrayContaining(['issue', 'slug']),
  });
});

/** Commands whose results no other test proves, and those that print a list of any length. */
const commands: readonly [name: ResultName, run: (terminal: Terminal) => Promise<number>][] = [
  ['init', (terminal) => init(terminal, 'other')],
  ['build', (terminal) => build(terminal, '.', { title: 'My Letter' })],
  ['run', (terminal) => runDue(terminal, '.', {})],
  ['check', (terminal) => checkPublication(terminal, '.', {})],
  ['check-issue', (terminal) => checkPublication(terminal, '.', { issue: 'frost' })],
  ['completion', (terminal) => printCompletion(terminal, 'bash')],
  [
    'completion-words',
    (terminal) =>
      printWords(
        terminal,
        ['send', ''],
        describeProgram(() => async () => {}),
      ),
  ],
  ['adopt', (terminal) => adopt(terminal, ['old.xml'], { ...at, apply: true })],
  ['theme-list', (terminal) => printThemes(terminal, '.')],
  ['theme-copy', (terminal) => copy(terminal, 'plain', 'mine', at)],
  ['send', (terminal) => sendToList(terminal, 'frost', { ...at, dryRun: true })],
  ['send-to', (terminal) => sendToOne(terminal, 'frost', 'ada@example.org', { ...at, dryRun: true })],
  ['status-only', (terminal) => status(terminal, 'autumn', { ...at, only: 'sent' })],
  ['report', (terminal) => report(terminal, 'autumn', { ...at, names: true })],
  ['subscribers', (terminal) => countSubscribers(terminal, at)],
  ['subscribers-list', (terminal) => listSubscribers(terminal, at)],
  ['subscribers-show', (terminal) => show(terminal, 'reader1@example.org', at)],
  ['subscribers-add', (terminal) => add(terminal, 'new@example.org', { ...at, consent: 'asked' })],
  ['subscribers-tag', (terminal) => tag(terminal, 'reader1@example.org', { ...at, add: ['members'] })],
  ['subscribers-remove', (terminal) => remove(terminal, 'reader1@example.org', at)],
  ['subscribers-forget', (terminal) => forget(terminal, 'reader1@example.org', { ...at, confirm: '1' })],
  ['subscribers-import', (terminal) => importLists(terminal, ['list.csv'], { ...at, consent: 'asked' })],
  ['subscribers-export', (terminal) => exportList(terminal, undefined, at)],
  ['subscribers-export-file', (terminal) => exportList(terminal, 'new.csv', at)],
  ['backup', (terminal) => backup(terminal, 'copy.db', at)],
];

const oldFeed =
  '<rss version="2.0"><channel><item><title>Frost</title><guid>17</guid><pubDate>Mon, 23 Nov 2026 00:00:00 +0100</pubDate></item><item><link>https://example.org/gone</link></item></channel></rss>';

test.each(commands)('the schema of %s holds for what the command prints', async (name, run) => {
  const { folder, terminal, said, send } = await publication(2, { json: true });
  await writeFile(join(folder, 'tidings.yaml'), `${yaml}newsletter:\n  from: Letters <letters@example.org>\n${leave}`);
  await mkdir(join(folder, 'articles'));
  await writeFile(join(folder, 'articles/2026-11-23-frost.txt'), 'Frost\n\nThe first of the year.\n');
  await writeFile(join(folder, 'old.xml'), oldFeed);
  await writeFile(join(folder, 'list.csv'), 'email\nben@example.org\nno address\n');
  await send([sent, later]);
  said.text = '';
  await run(terminal);
  // A result is proven by the terminal; a stream is JSON text.
  if (said.name === undefined) proveResult(name, JSON.parse(said.text));
  else expect(said.name).toBe(name);
});
