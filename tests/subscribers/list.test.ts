import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeSubscribersCsv } from '../../src/commands/subscribers/export.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { SubscriberStore } from '../../src/store/subscriber-store.ts';
import type { Row } from '../../src/subscribers/entry.ts';
import { readList } from '../../src/subscribers/read-list.ts';
import { folderOf } from '../folder.ts';
import { runs } from '../runs.ts';
import { storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';

const fields = ['town', 'status', 'first_name'];
const clock = () => new Date('2026-11-23T09:00:00Z');

async function read(
  content: string | Uint8Array,
  {
    consent = 'fair',
    pieces = 7,
    unsubscribed = false,
    declared = fields,
  }: { consent?: string; pieces?: number; unsubscribed?: boolean; declared?: readonly string[] } = {},
) {
  const bytes = Buffer.from(content as string);
  const chunks = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, index) =>
    bytes.subarray(index * pieces, (index + 1) * pieces),
  );
  const problems: Problem[] = [];
  const options = {
    file: 'l.csv',
    fields: new Set(declared),
    consent,
    unsubscribed,
    clock,
    recognised: () => {},
    warn: (found: readonly Problem[]) => void problems.push(...found),
  };
  const rows = (await Array.fromAsync(readList(Readable.from(chunks), options))).flat();
  return { rows, problems };
}

const inShort = ({ line, entry }: Row) => [
  line,
  typeof entry === 'string' ? entry : 'hash' in entry ? entry.reason : entry.address.typed,
];

describe('a list is read', () => {
  test.each([
    ['First Name,Last Name,E-Mail-Adresse', 'Ada,Lovelace,ada@example.org', 'Ada Lovelace'],
    ['Vorname;Nachname;E-Mail', 'Ada;;ada@example.org', 'Ada'],
    ['Prénom,Adresse e-mail', 'Ada,ada@example.org', 'Ada'],
    ['Surname,Name,Mail', 'Byron,Ada Lovelace,ada@example.org', 'Ada Lovelace'],
  ])('with the columns of address books: %s', async (header, line, name) => {
    // A field that the publication declares keeps its column, so none is declared here.
    const { rows } = await read(`${header}\n${line}\n`, { declared: [] });
    expect(rows).toMatchObject([{ entry: { address: { typed: 'ada@example.org' }, name } }]);
  });

  test.each([
    ['ada@example.org\nben@example.org\n', 'Write a line above it: email.'],
    ['Ada,ada@example.org\n', 'Write a line above it: …,email, with the names of the other columns in the place of ….'],
  ])('only with its columns named; without, the line to add is shown', async (text, hint) => {
    const message = 'the first line holds a person, not the names of the columns';
    await expect(read(text)).rejects.toMatchObject({ problems: [{ rule: 'column', line: 1, message, hint }] });
  });

  test('whatever the order of its columns, their spelling and what parts them', async () => {
    for (const sign of [',', ';', '\t']) {
      const text = [
        ['Town', 'Email Address', 'First Name', 'Tags', 'OPTIN_TIME', 'Name'],
        ['Wien', 'ada@example.org', 'Ada', '"members vienna"', '2025-01-02 10:00:00', `"Lovelace${sign} Ada"`],
      ];
      const { rows, problems } = await read(`\ufeff${text.map((cells) => cells.join(sign)).join('\r\n')}`);
      expect(problems).toEqual([]);
      expect(rows).toEqual([
        {
          line: 2,
          address: 'ada@example.org',
          entry: {
            address: addressFor('ada@example.org'),
            name: sign === '\t' ? 'Lovelace Ada' : `Lovelace${sign} Ada`,
            tags: ['members', 'vienna'],
            fields: { town: 'Wien', first_name: 'Ada' },
            status: 'active',
            consent: { how: 'fair', at: new Date('2025-01-02T10:00:00Z') },
          },
        },
      ]);
    }
  });

  test('with the line of each row, though cells hold line ends and lines are empty', async () => {
    for (const end of ['\n', '\r\n']) {
      const lines = ['email,name', 'a@example.org,"x', 'y"', '', 'b@example.org,"x', '', 'y"', 'c@,', 'd@example.org,'];
      const { rows } = await read(lines.join(end));
      expect(rows.map(inShort)).toEqual([
        [2, 'a@example.org'],
        [5, 'b@example.org'],
        [8, '"c@" is not an e-mail address'],
        [9, 'd@example.org'],
      ]);
    }
  });

  test('as Excel writes Unicode, in UTF-16 of either order', async () => {
    const little = Buffer.from('\ufeffemail\tname\r\nada@example.org\tЖанна\r\n', 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      const { rows } = await read(bytes);
      expect(rows.map(({ entry }) => entry)).toMatchObject([{ name: 'Жанна' }]);
    }
  });

  test('as people who left, if the writer says so, whatever their lines say', async () => {
    const { rows } = await read('email,status\na@example.org,active\nb@example.org,bounced\nc@example.org,\n', {
      consent: '',
      unsubscribed: true,
    });
    expect(rows.map(({ entry }) => entry)).toMatchObject([
      { status: 'unsubscribed' },
      { status: 'bounced' },
      { status: 'unsubscribed' },
    ]);
  });

  test('without columns that nobody declared, and they are named', async () => {
    const { rows, problems } = await read('email,Phone,twon\nada@example.org,123,Wien\n');
    expect(rows[0]!.entry).toMatchObject({ fields: {} });
    expect(problems.map(({ severity, message, hint }) => [severity, message, hint])).toEqual([
      ['warning', 'the column "Phone" is left out', expect.stringContaining('declare it')],
      ['warning', 'the column "twon" is left out', 'Did you mean "town"?'],
    ]);
  });

  test('as Ghost writes it, with who does not want letters', async () => {
    const { rows } = await read(
      'email,name,subscribed_to_emails,labels\na@example.org,A,true,x\nb@example.org,B,false,\n',
    );
    expect(rows.map(({ entry }) => entry)).toMatchObject([
      { status: 'active', tags: ['x'] },
      { status: 'unsubscribed' },
    ]);
  });

  test('with the address of mail, not of the post, as the address', async () => {
    const { rows } = await read('Address,Email\n"1 Quay, Town",ada@example.org\n');
    expect(rows.map(inShort)).toEqual([[2, 'ada@example.org']]);
  });
});

describe('a row is refused, and no other, that', () => {
  test.each([
    ['has too many cells', 'ada@example.org,Ada,x', 'the first line has 2 cells, this one 3'],
    ['has too few', 'ada@example.org', 'the first line has 2 cells, this one 1'],
    ['has no address', ',Ada', 'there is no address'],
    [
      'would begin another header',
      '"x@example.org\r\nBcc: y@example.org",Ada',
      '"x@example.org\r\nBcc: y@example.org" is not an e-mail address',
    ],
  ])('%s', async (_, line, reason) => {
    const { rows } = await read(`email,name\n${line}\ngrace@example.org,Grace\n`);
    expect(rows.map(inShort).map(([, words]) => words)).toEqual([reason, 'grace@example.org']);
  });

  test.each([
    [
      'has a quotation mark that does not end',
      'email,name\na@example.org,"A\nb@example.org,B\n',
      [
        [2, 'a quotation mark in this line is not closed'],
        [3, 'b@example.org'],
      ],
    ],
    [
      'has one that another line seems to end',
      'email,name\na@example.org,"A\nb@example.org,"B"\nc@example.org,"C\nd@example.org,D\n',
      [
        [2, 'a quotation mark in this line is not closed'],
        [3, 'b@example.org'],
        [4, 'a quotation mark in this line is not closed'],
        [5, 'd@example.org'],
      ],
    ],
    [
      'is longer than any person',
      `email,name\na@example.org,${'x'.repeat(1_000_001)}\nb@example.org,B\nc@example.org,"${`${'y'.repeat(999)}\n`.repeat(1_100)}`,
      [
        [2, 'the line is longer than a million characters'],
        [3, 'b@example.org'],
        [4, 'a quotation mark in this line is not closed'],
        [5, 'the first line has 2 cells, this one 1'],
      ],
    ],
  ])('%s', async (_, content, expected) => {
    const { rows } = await read(content, { pieces: 50_000 });
    expect(rows.map(inShort).slice(0, expected.length)).toEqual(expected);
  });

  test('is not UTF-8', async () => {
    const { rows } = await read(
      Buffer.from('email,name\njose@example.org,Jos\xe9\ngrace@example.org,Grace\n', 'latin1'),
    );
    expect(rows.map(inShort)).toEqual([
      [2, 'is not UTF-8; save the list as "CSV UTF-8"'],
      [3, 'grace@example.org'],
    ]);
  });

  test('does not say how its person agreed, where nothing else does', async () => {
    const { rows } = await read('email,consent\nada@example.org,fair\ngrace@example.org,\n', { consent: '' });
    expect(rows.map(inShort)).toEqual([
      [2, 'ada@example.org'],
      [3, 'nothing says how this person agreed'],
    ]);
  });
});

describe('a list is refused that', () => {
  test.each([
    ['has no addresses', 'name,town\nAda,Wien\n', 'l.csv:1: no column is called "email"'],
    ['names a column twice', 'email,town,Town\na@example.org,b,c\n', 'l.csv:1: two columns are called "Town"'],
    ['is empty', '', 'l.csv: l.csv is empty'],
    [
      'has more columns than any list needs',
      `email${Array.from({ length: 1200 }, (_, index) => `,c${index}`).join('')}\n`,
      'l.csv:1: the first line names 1,201 columns; a list may have 1,000',
    ],
    [
      'has a first line in which a quotation mark does not end',
      'email,"name\na@example.org,A\n',
      'l.csv:1: a quotation mark in this line is not closed',
    ],
    ['is a ZIP', Buffer.from('PK\x03\x04rest', 'latin1'), 'l.csv: is a ZIP archive or a spreadsheet'],
  ])('%s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(expect.objectContaining({ name: 'ProblemError', message }));
  });

  test('says nowhere how its people agreed', async () => {
    await expect(read('email\nada@example.org\n', { consent: '' })).rejects.toThrow(
      'nothing says how these people agreed',
    );
  });
});

async function emptyList(): Promise<SubscriberStore> {
  return (await storeAt(`${await folderOf()}/tidings.db`, { clock })).subscribers;
}

const written = async (subscribers: SubscriberStore) =>
  (await Array.fromAsync(writeSubscribersCsv(subscribers, { fields }))).join('');

describe('an exported list', () => {
  test('makes the same list when it is read: people, consent, who left and who was erased', async () => {
    const subscribers = await emptyList();
    const at = new Date('2025-01-01T00:00:00Z');
    await merge(subscribers, [
      rowOf(2, 'ada@example.org', {
        name: 'Ada "the first"',
        language: 'de-AT',
        tags: ['a', 'b'],
        town: 'Wien, 3.',
        consent: { how: 'fair', at, shown: 'A letter, monthly.' },
      }),
      rowOf(3, 'grace@example.org', { fields: { status: 'married' } }),
      rowOf(4, 'gone@example.org'),
      rowOf(5, 'pending@example.org', { status: 'pending' }),
    ]);
    await subscribers.leave(addressFor('grace@example.org'), 'complained', { how: 'told', at });
    await subscribers.forget(addressFor('gone@example.org'));
    const first = await written(subscribers);
    expect(first).toContain('grace@example.org,,complained,');
    expect(first).not.toContain('gone@');
    const second = await emptyList();
    const { rows, problems } = await read(first, { consent: '' });
    expect(problems).toEqual([]);
    expect((await merge(second, rows)).map(({ result, reason }) => [result, reason])).toEqual(
      Array(4).fill(['new', undefined]),
    );
    expect(await written(second)).toBe(first);
    expect(await second.suppressionOf(addressFor('gone@example.org'))).toMatchObject({ reason: 'erased' });
    expect((await merge(second, rows)).every(({ result }) => result === 'unchanged')).toBe(true);
  });

  test('holds no formula for a spreadsheet to run, and loses nothing by it', async () => {
    const subscribers = await emptyList();
    await merge(subscribers, [
      rowOf(2, '=cmd@example.org', { name: '=HYPERLINK("http://example.org")', town: "'+1" }),
      rowOf(3, '-@example.org', { name: '@SUM(A1)' }),
    ]);
    const csv = await written(subscribers);
    expect(csv).not.toMatch(/(^|[,"\n])[=+@-]/m);
    const second = await emptyList();
    await merge(second, (await read(csv)).rows);
    expect(await written(second)).toBe(csv);
    expect(await second.find(addressFor('=cmd@example.org'))).toMatchObject({
      name: '=HYPERLINK("http://example.org")',
      fields: { town: "'+1" },
    });
  });

  test('keeps fields that are no longer declared', async () => {
    const subscribers = await emptyList();
    await merge(subscribers, [rowOf(2, 'ada@example.org', { fields: { phone: '123' } })]);
    expect(await written(subscribers)).toMatch(/^email,.*,phone,.*\r\nada@example\.org,.*,123,/);
  });

  test('brings any text through', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...'=+-@\'";,\t \n\r.x') }),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (name, town) => {
        const source = [name, town].map(
          (cell) => `"${(/^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`,
        );
        const subscribers = await emptyList();
        await merge(subscribers, (await read(`email,name,town\nada@example.org,${source.join(',')}\n`)).rows);
        const [found, second] = [await subscribers.find(addressFor('ada@example.org')), await emptyList()];
        await merge(second, (await read(await written(subscribers))).rows);
        expect(await second.find(addressFor('ada@example.org'))).toMatchObject({ ...found, id: 1 });
      }),
      { numRuns: runs(25) },
    );
  });
});
