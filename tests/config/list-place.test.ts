import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { folderOf } from '../folder.ts';

const clock = () => new Date('2026-11-23T12:00:00Z');

async function placeOf(environment: Record<string, string>, files: Record<string, string> = {}) {
  const folder = await folderOf({ 'tidings.yaml': 'title: x\nurl: https://example.org\n' });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content, { mode: 0o600 });
  const config = await loadConfig(folder, {}, { cwd: folder, environment, clock });
  return { folder, list: await config.list(), secrets: await config.secrets() };
}

test('a list is tidings.db where nothing else is said', async () => {
  const { folder, list } = await placeOf({});
  const file = join(folder, 'tidings.db');
  expect(list).toEqual({ place: file, named: 'tidings.db', isServer: false, file });
});

test.each([
  ['postgres://ada:secret-word-1@db.example.org:5432/letters', 'the database "letters" on db.example.org'],
  ['postgresql://ada@db.example.org', 'the database "ada" on db.example.org'],
  ['postgres://ada@/letters?host=/run/postgresql', 'the database "letters"'],
  ['postgres://ada@localhost/letters?host=db2.example.org', 'the database "letters" on db2.example.org'],
])('%s is called %s in messages', async (address, named) => {
  const { list } = await placeOf({ DATABASE_URL: address });
  expect(list).toMatchObject({ place: address, named, isServer: true });
});

test('the address may be in .env or in a file, and its password is a secret that nothing published may hold', async () => {
  const address = 'postgres://ada:secret-word-1@db.example.org/letters';
  const inEnv = await placeOf({}, { '.env': `DATABASE_URL=${address}\n` });
  const inFile = await placeOf({ DATABASE_URL_FILE: 'address' }, { address: `${address}\n` });
  for (const { list, secrets } of [inEnv, inFile]) {
    expect(list.place).toBe(address);
    expect(secrets).toContain('secret-word-1');
  }
});

test.each(['mysql://ada@db.example.org/letters', 'letters', 'postgres:letters'])('%s is refused', async (address) => {
  await expect(placeOf({ DATABASE_URL: address })).rejects.toMatchObject({
    message: 'DATABASE_URL is not the address of a PostgreSQL database',
    exitCode: 2,
  });
});
