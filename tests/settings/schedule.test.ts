import { expect, test } from 'vitest';
import { readYaml } from '../../src/model/yaml.ts';
import { type CheckedFile, fillIn, settingsFile } from '../../src/settings/file.ts';

const hour = 3_600_000;

const read = (section: string, more = '') =>
  readYaml({ text: `title: T\nurl: https://example.org\n${more}${section}`, file: 'tidings.yaml' }, settingsFile);

test.each([
  ['schedule: {run: "0 7 * * 5"}', { run: ['0 7 * * 5'], timezone: 'Europe/Vienna', maxAge: 6 * hour }],
  ['schedule:\n  run: [0 7 * * 1, "@daily"]\n', { run: ['0 7 * * 1', '@daily'] }],
  ['schedule:\n  run:\n    - 0 7 * * 1-5\n    - 0 9 * * 6\n', { run: ['0 7 * * 1-5', '0 9 * * 6'] }],
  ['schedule: {timezone: Asia/Kolkata, maxReaders: 5000, maxAge: 30m}', { timezone: 'Asia/Kolkata', maxReaders: 5000 }],
  ['schedule: {maxReaders: 5000}', { run: [], maxReaders: 5000 }],
  ['schedule: {maxAge: 0m}', { maxAge: 0 }],
])('%j is understood', (section, expected) => {
  const { problems, value } = read(section, 'timezone: Europe/Vienna\n');
  expect(problems).toEqual([]);
  expect(fillIn(value as CheckedFile).schedule).toMatchObject(expected);
});

test('without a section, or with none of its lines in use, there is no schedule', () => {
  for (const section of ['', 'schedule:\n  # run: 0 7 * * 5\n'])
    expect(fillIn(read(section).value as CheckedFile)).not.toHaveProperty('schedule');
});

test('without a number of readers there is none, and without a time zone anywhere it is UTC', () => {
  const { schedule } = fillIn(read('schedule: {run: 0 7 * * 5}').value as CheckedFile);
  expect(schedule).toEqual({ run: ['0 7 * * 5'], timezone: 'UTC', maxAge: 6 * hour });
});

test.each([
  ['schedule: {run: every friday}', 3, 17, 'run has 2 words where a line of cron has five', '"0 7 * * 5"'],
  ['schedule:\n  run: 0 7 30 2 *', 4, 8, 'run is a time that never comes', '30 February'],
  ['schedule:\n  run:\n    - 0 7 * * 5\n    - 0 25 * * *', 6, 7, 'run has no hour in "25"', '0 to 23'],
  ['schedule: {run: []}', 3, 17, 'run names no time', undefined],
  ['schedule: {run: 7}', 3, 17, 'run must be a line of cron or a list of them', undefined],
  ['schedule: {run: ""}', 3, 17, 'run is empty', undefined],
  ['schedule: {timezone: Berlin}', 3, 22, 'timezone is not a time zone', 'IANA name'],
  ['schedule: {timeZone: Europe/Berlin}', 3, 12, 'unknown key "timeZone"', 'Did you mean "timezone"?'],
  ['schedule: {maxReaders: 0}', 3, 24, 'maxReaders must be at least 1', undefined],
  ['schedule: {maxReaders: many}', 3, 24, 'maxReaders must be a whole number', undefined],
  ['schedule: {maxReaders: 1.5}', 3, 24, 'maxReaders must be a whole number', undefined],
  ['schedule: {maxAge: 31d}', 3, 20, 'maxAge is not a time of at most 30 days', 'such as 6h'],
  ['schedule: weekly', 3, 11, 'schedule must be a group of keys with values', undefined],
])('%j is a problem at its place, with a way out', (section, line, column, message, hint) => {
  const { problems } = read(section);
  expect(problems).toMatchObject([{ file: 'tidings.yaml', line, column, message: expect.stringContaining(message) }]);
  if (hint !== undefined) expect(problems[0]!.hint).toContain(hint);
});
