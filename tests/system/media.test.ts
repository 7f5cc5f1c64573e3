import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeMedia, typeOfEnding } from '../../src/system/media.ts';
import { folderOf } from '../folder.ts';
import { pngOf, turnedJpeg } from '../read/pictures.ts';

async function describeFile(name: string, bytes: string | Uint8Array) {
  return describeMedia(join(await folderOf({ [name]: bytes }), name));
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><path d="M0 0"/></svg>';

describe('a file is what its bytes say', () => {
  test.each<[string, string, string | Uint8Array, object]>([
    ['a PNG', 'a.png', pngOf(640, 480), { type: 'image/png', width: 640, height: 480 }],
    ['a PNG with another ending', 'a.jpg', pngOf(640, 480), { type: 'image/png', width: 640, height: 480 }],
    [
      'a JPEG that was held upright is taller than wide',
      'a.jpg',
      turnedJpeg(400, 300),
      { type: 'image/jpeg', width: 300, height: 400 },
    ],
    [
      'a GIF',
      'a.gif',
      Buffer.from('GIF89a\u0010\0\u0008\0\0\0\0;', 'latin1'),
      { type: 'image/gif', width: 16, height: 8 },
    ],
    ['an SVG', 'a.svg', svg, { type: 'image/svg+xml', width: 40, height: 30 }],
    [
      'an SVG with a prologue',
      'a.svg',
      `\ufeff<?xml version="1.0"?>\n<!-- x -->\n${svg}`,
      { type: 'image/svg+xml', width: 40 },
    ],
    [
      'an SVG by its view box',
      'a.svg',
      '<svg viewBox="0 0 20 10"></svg>',
      { type: 'image/svg+xml', width: 20, height: 10 },
    ],
    ['a page that holds a drawing', 'a.html', `<!doctype html><p>${svg}`, { type: 'text/html' }],
    ['a PDF', 'a', '%PDF-1.7\n', { type: 'application/pdf' }],
    [
      'an MP3',
      'a.mp3',
      Buffer.concat([
        Buffer.from('ID3\u0003\0\0\0\0\0\0', 'latin1'),
        Buffer.from([0xff, 0xfb, 0x90, 0x64]),
        Buffer.alloc(500),
      ]),
      { type: 'audio/mpeg' },
    ],
    ['a table', 'a.csv', 'a,b\n1,2\n', { type: 'text/csv' }],
    ['a text', 'a.txt', 'Hello', { type: 'text/plain' }],
    ['a file of zeros', 'a.bin', Buffer.alloc(100), { type: 'application/octet-stream' }],
    ['an empty file', 'a.csv', '', { type: 'text/csv' }],
    ['a PNG that was cut off', 'a.png', pngOf(1, 1).subarray(0, 12), { type: 'image/png' }],
  ])('%s', async (_, name, bytes, expected) => {
    const found = await describeFile(name, bytes);
    expect(found).toMatchObject({ ...expected, length: Buffer.byteLength(bytes) });
    if (!('width' in expected)) expect(found).not.toHaveProperty('width');
  });
});

test('a folder, a missing file and a device are no media', async () => {
  const folder = await folderOf({});
  await expect(describeMedia(folder)).rejects.toThrow('is no file');
  await expect(describeMedia(join(folder, 'x'))).rejects.toThrow('ENOENT');
  await expect(describeMedia('/dev/null')).rejects.toThrow('is no file');
});

test('an ending stands for a type in either case', () => {
  expect([typeOfEnding('/a/b.MP3'), typeOfEnding('a.tar.zip'), typeOfEnding('a'), typeOfEnding('a.xyz')]).toEqual([
    'audio/mpeg',
    'application/zip',
    undefined,
    undefined,
  ]);
});

test('a drawing whose size is no number of pixels has none', async () => {
  const drawing = '<svg width="1e309" height="1e99"></svg>';
  expect(await describeFile('a.svg', drawing)).toEqual({ type: 'image/svg+xml', length: drawing.length });
});
