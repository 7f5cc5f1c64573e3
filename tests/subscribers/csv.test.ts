import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CsvLine, csvLines } from '../../src/subscribers/csv.ts';
import { runs } from '../runs.ts';

/** Reads bytes that come in pieces of some size. */
async function read(bytes: Buffer, size: number): Promise<CsvLine[]> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return (await Array.fromAsync(csvLines(Readable.from(pieces)))).flat();
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

test('whatever cells hold comes back, however it is parted, ended, encoded and cut into pieces', async () => {
  const cell = fc.string({ unit: fc.constantFrom(...'a,;\t"\n\r é€😀'), maxLength: 12 });
  const table = fc
    .integer({ min: 2, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }));
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom('utf8', 'utf16le'),
      fc.integer({ min: 1, max: 30 }),
      async (rows, sign, end, encoding, size) => {
        const header = (rows[0] ?? ['x', 'y']).map((_, index) => `column${index}`);
        const text = [header, ...rows.map((row) => row.map(quoted))].map((row) => row.join(sign) + end).join('');
        const found = await read(Buffer.from(`\ufeff${text}`, encoding as BufferEncoding), size);
        expect(found.map(({ cells }) => cells)).toEqual([header, ...rows]);
        expect(found.some(({ damage }) => damage)).toBe(false);
      },
    ),
    { numRuns: runs(150) },
  );
});

test('a damaged line costs no other line, wherever it stands', async () => {
  const damaged = fc.constantFrom('"a,b', 'a,"b', '"a""', 'a,"b""');
  const lines = fc.array(fc.oneof(fc.constant('c,d'), fc.constant('"c","d"'), damaged), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 20 }), async (some, size) => {
      const found = await read(Buffer.from(['x,y', ...some].join('\n')), size);
      expect(found.map(({ line }) => line)).toEqual([1, ...some.map((_, index) => index + 2)]);
      for (const [index, text] of some.entries()) {
        const { cells, damage } = found[index + 1]!;
        if (/^"?c/.test(text)) expect(cells).toEqual(['c', 'd']);
        else expect(damage).toBe('a quotation mark in this line is not closed');
      }
    }),
    { numRuns: runs() },
  );
});

test.each([
  ['a quotation mark within a cell is a sign like others', '5" disk,b', ['5" disk', 'b']],
  ['what stands behind a closed cell belongs to it', '"a"b,c', ['ab', 'c']],
  ['spaces before a quotation mark are no part of the cell', ' "a, b",c', ['a, b', 'c']],
  ['a line may end in an empty cell', 'a,', ['a', '']],
])('%s', async (_, text, cells) => {
  const found = await read(Buffer.from(`x,y\n${text}\n`), 3);
  expect(found[1]).toEqual({ line: 2, cells });
});

test.each([
  ['sep=;\r\nemail;name\r\na@example.org;Ada, Countess\r\n'],
  ['"sep=;"\r\nemail;name\r\na@example.org;Ada, Countess\r\n'],
  ['SEP=;\nemail;name\na@example.org;Ada, Countess\n'],
])('a first line that tells the sign between cells is no part of the list: %j', async (text) => {
  const lines = await read(Buffer.from(text), 7);
  expect(lines).toEqual([
    { line: 2, cells: ['email', 'name'] },
    { line: 3, cells: ['a@example.org', 'Ada, Countess'] },
  ]);
});

test('such a line further down is a line of the list', async () => {
  const lines = await read(Buffer.from('email\nsep=;\n'), 100);
  expect(lines.map(({ cells }) => cells)).toEqual([['email'], ['sep=;']]);
});
