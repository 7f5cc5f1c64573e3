import { expect, test } from 'vitest';
import { articleOf } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';

/** The beginning of an MP4 file, and bytes. */
const film = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
film.set(Buffer.from('\0\0\0\u0018ftypmp42\0\0\0\0mp42isom'));

async function opened() {
  return OpenedStudio.of({
    'articles/film.md': articleOf('A film', '2026-11-02').replace('The text', '[The film](tide.mp4)\n\nThe text'),
    'articles/tide.mp4': film,
  });
}

/** The address of the film, as the page of its article names it. */
async function address(studio: OpenedStudio): Promise<string> {
  return /site\/([^"]*tide[^"]*\.mp4)/.exec(await studio.text('site/articles/film/'))![0];
}

test.each([
  ['bytes=0-0', 0, 1],
  ['bytes=1000-1999', 1000, 2000],
  ['bytes=4990-', 4990, 5000],
  ['bytes=-10', 4990, 5000],
  ['bytes=4000-9999', 4000, 5000],
])('a player that asks for %s of a film gets that part', async (range, first, end) => {
  const studio = await opened();
  const answer = await studio.ask(await address(studio), { headers: { Range: range } });
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-range')).toBe(`bytes ${first}-${end - 1}/5000`);
  expect(answer.headers.get('content-length')).toBe(String(end - first));
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(film.slice(first, end));
});

test('a part behind the end of a film is refused with its size', async () => {
  const studio = await opened();
  const answer = await studio.ask(await address(studio), { headers: { Range: 'bytes=5000-' } });
  expect(answer.status).toBe(416);
  expect(answer.headers.get('content-range')).toBe('bytes */5000');
});

test.each([
  'bytes=0-1,5-6',
  'lines=1-2',
  'bytes=9-3',
  'nonsense',
])('a film is whole for a range that is none of one part: %s', async (range) => {
  const studio = await opened();
  const answer = await studio.ask(await address(studio), { headers: { Range: range } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('accept-ranges')).toBe('bytes');
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(film);
});

test('a page is whole whatever is asked for, since its addresses are those of the studio', async () => {
  const studio = await opened();
  const answer = await studio.ask('site/articles/film/', { headers: { Range: 'bytes=0-10' } });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('</html>');
});
