import { expect, test } from 'vitest';
import { readYaml } from '../../src/model/yaml.ts';
import { type CheckedFile, fillIn, settingsFile } from '../../src/settings/file.ts';

const hour = 3_600_000;

function read(section: string) {
  return readYaml({ text: `title: T\nurl: https://example.org\n${section}`, file: 'tidings.yaml' }, settingsFile);
}

function settingsOf(section: string) {
  const { problems, value } = read(section);
  expect(problems).toEqual([]);
  return fillIn(value as CheckedFile).send;
}

test.each([
  ['', { connections: 5, retryFor: 4 * hour, relays: [] }],
  ['send:\n  # rate: 5\n', { connections: 5, retryFor: 4 * hour, relays: [] }],
  [
    'send: {rate: 0.5, ratePerConnection: 2, ratePerDomain: 100}',
    { rate: 0.5, ratePerConnection: 2, ratePerDomain: 100 },
  ],
  ['send: {connections: 100}', { connections: 100 }],
  [
    'send: {messagesPerConnection: 10, perHour: 100, perDay: 500}',
    { messagesPerConnection: 10, perHour: 100, perDay: 500 },
  ],
  ['send: {retryFor: 30m}', { retryFor: hour / 2 }],
  ['send: {retryFor: 1.5 h}', { retryFor: 1.5 * hour }],
  ['send: {retryFor: 2D}', { retryFor: 48 * hour }],
  ['send: {retryFor: 0m}', { retryFor: 0 }],
  ['send: {idempotencyHeader: Resend-Idempotency-Key}', { idempotencyHeader: 'Resend-Idempotency-Key' }],
  [
    'send: {relays: [{name: backup}, {name: third-1, idempotencyHeader: X-Key}]}',
    { relays: [{ name: 'backup' }, { name: 'third-1', idempotencyHeader: 'X-Key' }] },
  ],
])('%j is understood', (section, expected) => expect(settingsOf(section)).toMatchObject(expected));

test.each([
  ['rate: 0', 'rate must be more than 0'],
  ['rate: -1', 'rate must be more than 0'],
  ['rate: .inf', /^rate /],
  ['rate: fast', 'rate must be a number'],
  ['rate: 100001', /^rate is more than any server takes/],
  ['ratePerDomain: 0', 'ratePerDomain must be more than 0'],
  ['connections: 0', 'connections must be at least 1'],
  ['connections: 101', 'connections is more than 100'],
  ['connections: 1.5', 'connections must be a whole number'],
  ['messagesPerConnection: 0', 'messagesPerConnection must be at least 1'],
  ['perHour: 1.5', 'perHour must be a whole number'],
  ['perDay: 0', 'perDay must be at least 1'],
  ['retryFor: 4', 'retryFor must be text'],
  ['retryFor: 4 weeks', 'retryFor is not a time of at most 30 days'],
  ['retryFor: 31d', 'retryFor is not a time of at most 30 days'],
  ['retryFor: -4h', 'retryFor is not a time of at most 30 days'],
  ['idempotencyHeader: "X: y"', 'idempotencyHeader is not the name of a header field'],
  ['idempotencyHeader: "X\\r\\nBcc"', /^idempotencyHeader must be one line/],
  ['idempotencyHeader: Message-ID', 'idempotencyHeader is a field that letters have for something else'],
  ['relays: backup', 'relays must be a list, each entry with a "name"'],
  ['relays: [{}]', /lacks name|name is missing/],
  ['relays: [{name: back_up}]', 'name is not the name of a relay'],
  ['relays: [{name: backup, url: "smtp://x"}]', 'unknown key "url"'],
  ['relays: [{name: backup}, {name: Backup}]', 'name is the name of two relays'],
  ['speed: 4', 'unknown key "speed"'],
])('send: {%s} is refused at its place', (keys, message) => {
  const { problems } = read(`send: {${keys}}`);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ line: 3, column: expect.any(Number) });
  expect(problems[0]!.message).toMatch(message);
});
