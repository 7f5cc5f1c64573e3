import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/model/problem.ts';
import type { Row } from '../../../src/subscribers/entry.ts';
import { readList } from '../../../src/subscribers/read-list.ts';
import type { Recognition } from '../../../src/subscribers/service-list.ts';
import { namesIn } from '../../../src/subscribers/services/names.ts';

const folder = import.meta.dirname;

async function read(
  source: AsyncIterable<Buffer>,
  file: string,
  { consent, unsubscribed = false }: { consent?: string; unsubscribed?: boolean } = {},
) {
  const problems: Problem[] = [];
  let recognition: Recognition | undefined;
  const options = {
    ...{ file, consent, unsubscribed, fields: new Set(['town', 'colours']) },
    clock: () => new Date('2026-11-23T09:00:00Z'),
    warn: (found: readonly Problem[]) => void problems.push(...found),
    recognised: (found: Recognition) => {
      recognition = found;
    },
  };
  const rows = (await Array.fromAsync(readList(source, options))).flat();
  return { rows, problems, recognition };
}

const text = (content: string, file = 'subscribed.csv', options: Parameters<typeof read>[2] = {}) =>
  read(Readable.from([Buffer.from(content)]), file, options);

/** A line for all that is taken of one person, or why nothing is. */
function inWords({ line, address, entry }: Row): string {
  if (typeof entry === 'string') return `${line} ${address}: ${entry}`;
  if ('hash' in entry) return `${line} a hash`;
  const { name = '-', status, tags, fields, consent, left, told } = entry;
  const parts = [
    ...[status, `name ${name}`, `tags ${tags.join(' ') || '-'}`, `fields ${JSON.stringify(fields)}`],
    consent && `agreed by "${consent.how}" at ${consent.at?.toISOString() ?? 'no known time'}`,
    left && `left ${left.toISOString()}`,
    told && `"${told}"`,
  ];
  return `${line} ${address}: ${parts.filter(Boolean).join(', ')}`;
}

describe('an export is known by its columns, and read as its service means it', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.csv'));
  test.each(files)('%s', async (name) => {
    const options = name.startsWith('listmonk') ? { consent: 'form on my site' } : {};
    const { rows, problems, recognition } = await read(createReadStream(`${folder}/${name}`), name, options);
    const { service, kind, renamed, leftOut } = recognition ?? { renamed: new Map(), leftOut: {} };
    const words = [
      `${service ?? 'nobody is taken'}${kind ? `, ${kind}` : ''}`,
      ...rows.map(inWords),
      ...problems.map(({ message }) => message),
      ...[...renamed].map((pair) => `tag ${pair.join(' → ')}`),
      ...Object.entries(leftOut).map(([why, columns]) => `left out as ${why}: ${[...columns].join(', ') || '-'}`),
    ];
    await expect(`${words.join('\n')}\n`).toMatchFileSnapshot(`${folder}/${name.replace('.csv', '.txt')}`);
  });
});

describe('an export of Mailchimp', () => {
  const header = (behind = '') => `Email Address,MEMBER_RATING,OPTIN_TIME${behind},LAST_CHANGED,LEID,EUID,TAGS\n`;
  const line = 'a@example.org,2,2024-03-01 09:00:00,2024-03-01 09:00:00,1,x,\n';

  test('whose name says nothing is refused until somebody says how its people agreed', async () => {
    await expect(text(header() + line, 'mine.csv')).rejects.toThrow(
      'only the name of an export of Mailchimp tells whether its people ever asked for letters',
    );
    const { rows } = await text(header() + line, 'mine.csv', { consent: 'fair' });
    expect(rows.map(({ entry }) => entry)).toMatchObject([
      { status: 'active', consent: { how: 'Mailchimp, signed up 2024-03-01' } },
    ]);
  });

  test('is of people who left if it has the column for that, whatever its name', async () => {
    const left = 'a@example.org,2,2024-03-01 09:00:00,2024-04-01 09:00:00,2024-04-01 09:00:00,1,x,\n';
    for (const [column, status] of [
      ['UNSUB_TIME', 'unsubscribed'],
      ['CLEAN_TIME', 'bounced'],
    ]) {
      const { rows } = await text(header(`,${column}`) + left, 'subscribed_x.csv');
      expect(rows.map(({ entry }) => entry)).toMatchObject([{ status, left: new Date('2024-04-01T09:00:00Z') }]);
    }
  });

  test('is not of people who left if only a column of the writer is called so', async () => {
    const { rows } = await text(`UNSUB_TIME,${header()},${line}`, 'subscribed_x.csv');
    expect(rows.map(({ entry }) => entry)).toMatchObject([{ status: 'active' }]);
  });

  test('names the column of addresses in the language of the account', async () => {
    const { rows } = await text(header().replace('Email Address', 'E-Mail-Adresse') + line);
    expect(rows).toMatchObject([{ address: 'a@example.org', entry: { status: 'active' } }]);
  });
});

test('a kind of reader at Buttondown that is not known is no status', async () => {
  const line = (type: string) =>
    `email,type,source,creation_date,unsubscription_date\na@example.org,${type},user,2024-03-01,\n`;
  for (const type of ['constructor', 'tostring', 'new'])
    expect((await text(line(type), 'buttondown.csv', { consent: 'fair' })).rows.map(inWords)).toEqual([
      expect.stringContaining('a@example.org: active'),
    ]);
});

test('who unsubscribed at Buttondown is known by the name of the file, too', async () => {
  const { rows } = await text('email,metadata,creation_date\na@example.org,{},2024-03-01\n', 'x/unsubscribers.csv');
  expect(rows.map(({ entry }) => entry)).toMatchObject([{ status: 'unsubscribed' }]);
});

test('a person whom a service only knows as added has the status that the writer says', async () => {
  const { rows } = await read(createReadStream(`${folder}/buttondown.csv`), 'buttondown.csv', { consent: 'fair' });
  expect(rows.slice(0, 2).map(({ entry }) => entry)).toMatchObject([
    { consent: { how: 'Buttondown, subscribed by embedded form 2024-03-01' } },
    { consent: { how: 'fair (Buttondown, added 2023-05-06)' } },
  ]);
});

test('a date that nobody can read costs no refusal', async () => {
  const { rows } = await text(
    'email,type,creation_date,unsubscription_date\na@example.org,unsubscribed,soon,4/5/24\nb@example.org,regular,soon,\n',
  );
  expect(rows.map(inWords)).toEqual([
    '2 a@example.org: unsubscribed, name -, tags -, fields {}, "by Buttondown"',
    '3 b@example.org: Buttondown does not know how this person agreed; say it with --consent',
  ]);
});

test('nothing that a line says too much costs a refusal', async () => {
  const line = `a@example.org,${'x'.repeat(600)},unsubscribed,2024-03-01,2024-04-05\n`;
  const { rows } = await text(`email,town,type,creation_date,unsubscription_date\n${line}`);
  expect(rows.map(inWords)).toEqual([
    '2 a@example.org: unsubscribed, name -, tags -, fields {}, left 2024-04-05T00:00:00.000Z, "by Buttondown"',
  ]);
  const plain = await text('email,tags,consented\nb@example.org,NO,yesterday\nb@,,\n', 'l.csv', { unsubscribed: true });
  expect(plain.rows.map(inWords)).toEqual([
    '2 b@example.org: unsubscribed, name -, tags -, fields {}',
    '3 b@: "b@" is not an e-mail address',
  ]);
});

test('people of any export can be kept as people who left', async () => {
  const { rows } = await read(createReadStream(`${folder}/listmonk.csv`), 'listmonk.csv', { unsubscribed: true });
  expect(rows.map(({ entry }) => entry)).toMatchObject(Array(3).fill({ status: 'unsubscribed' }));
});

test('an export that does not tell how people agreed needs somebody who does', async () => {
  await expect(read(createReadStream(`${folder}/listmonk.csv`), 'listmonk.csv')).rejects.toThrow(
    'listmonk.csv:1: nothing says how these people agreed to get letters',
  );
});

test('a list of somebody else is not taken for an export', async () => {
  const { recognition } = await text('email,name,created_at,status\na@example.org,A,2024-03-01,active\n', 'l.csv');
  expect(recognition).toBeUndefined();
});

test.each([
  ['', []],
  ['a', ['a']],
  ['a, b c ,d', ['a', 'b c', 'd']],
  ['"a, b","c ""d"""', ['a, b', 'c "d"']],
  ['["a", "b\\"c"]', ['a', 'b"c']],
  ["['a', 'b']", ['a', 'b']],
  ['a\\, b,c', ['a, b', 'c']],
  ["Ada's friends, it's", ["Ada's friends", "it's"]],
  [',,a,', ['a']],
])('the names in the cell %j', (cell, names) => {
  expect(namesIn(cell)).toEqual(names);
});
