import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../runs.ts';
import { publicationWith } from './imported.ts';
import { itemOf, wxrOf } from './wxr-text.ts';

const post = itemOf({ 'content:encoded': 'Text &amp; more.' });

test('a doctype is passed over, and what its entities stand for is never made', async () => {
  const bomb = `<!DOCTYPE rss [
<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY file SYSTEM "file:///etc/passwd"> ]>\n`;
  const text = wxrOf([post], { before: bomb }).replace('<![CDATA[Frost]]>', 'Frost &c; &file;');
  const { apply, article } = await publicationWith({ 'old.xml': text });
  await apply(['old.xml']);
  expect((await article('frost.html')).front.title).toBe('Frost &c; &file;');
});

test('an export in another encoding is read by what it says of itself', async () => {
  const text = wxrOf([itemOf({ title: 'Schnee für Jörg', 'content:encoded': 'Weiß.' })]);
  const latin = Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1');
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  for (const bytes of [latin, wide]) {
    const { apply, article } = await publicationWith({ 'old.xml': bytes });
    await apply(['old.xml']);
    expect(await article('frost.html')).toMatchObject({ front: { title: 'Schnee für Jörg' }, body: '<p>Weiß.</p>' });
  }
});

test('an export that ends in the middle gives its whole articles and a warning with the line', async () => {
  const whole = wxrOf([post, itemOf({ title: 'Cut', 'wp:post_name': 'cut', 'content:encoded': 'x' })]);
  const { apply } = await publicationWith({ 'old.xml': whole.slice(0, whole.indexOf('Cut')) });
  const { value, warnings } = await apply(['old.xml']);
  expect(value.written.map(({ title }) => title)).toEqual(['Frost']);
  expect(warnings).toEqual([expect.objectContaining({ rule: 'cut-short', file: 'old.xml', line: expect.any(Number) })]);
});

test('characters that no XML may hold are left out', async () => {
  const { apply, article } = await publicationWith({
    'old.xml': wxrOf([itemOf({ title: 'A\u0008B', 'content:encoded': 'C\u001cD' })]),
  });
  await apply(['old.xml']);
  expect(await article('frost.html')).toMatchObject({ front: { title: 'AB' }, body: '<p>CD</p>' });
});

test('comments, their names and addresses are not taken', async () => {
  const comment =
    '<wp:comment><wp:comment_author_email>eve@example.org</wp:comment_author_email><title>No</title></wp:comment>';
  const text = wxrOf([post.replace('<title>', `${comment}<title>`)]);
  const { apply, article } = await publicationWith({ 'old.xml': text });
  await apply(['old.xml']);
  expect((await article('frost.html')).front.title).toBe('Frost');
});

test('content that holds the end of CDATA is whole', async () => {
  const { apply, article } = await publicationWith({
    'old.xml': wxrOf([itemOf({ 'content:encoded': '<pre><code>a[b[0]]&gt;1 and ]]></code></pre>' })]),
  });
  await apply(['old.xml']);
  expect((await article('frost.html')).body).toBe('<pre><code>a[b[0]]&gt;1 and ]]&gt;</code></pre>');
});

test('a text that is larger than an article may be is named and left out', async () => {
  const large = itemOf({ 'content:encoded': 'word '.repeat(1_000_000) });
  const { apply } = await publicationWith({ 'old.xml': wxrOf([large]) });
  expect((await apply(['old.xml'])).value.leftOut).toEqual([{ reason: 'too-large', title: 'Frost' }]);
});

test('HTML that is nested without end is named and left out', async () => {
  const deep = itemOf({ 'content:encoded': '<div>'.repeat(100_000) });
  const { apply } = await publicationWith({ 'old.xml': wxrOf([deep]) });
  expect((await apply(['old.xml'])).value.leftOut).toEqual([{ reason: 'too-deep', title: 'Frost' }]);
});

test('an element that never ends is refused, and nothing is written', async () => {
  const text = wxrOf([post]).replace('</channel>', `<item><title><![CDATA[${'x'.repeat(65_000_000)}`);
  const { refusal } = await publicationWith({ 'old.xml': text });
  const { problems, state } = await refusal(['old.xml']);
  expect(problems).toMatchObject([
    { rule: 'archive', message: 'an element that begins here is never closed', line: expect.any(Number) },
  ]);
  expect(state).toBe('Nothing was written.');
});

test('whatever a post holds, it is read, and read again nothing is new', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const markup = fc.array(
    fc.constantFrom(
      '[',
      ']',
      '[[',
      '/',
      'gallery',
      'caption',
      'x',
      '<p>',
      '</p>',
      '<img src=a>',
      '<!--',
      '-->',
      '"',
      '\n\n',
      '<pre>',
      '<!-- wp:x -->',
      '{{',
      ' a=1',
      '&#0;',
    ),
    { maxLength: 25 },
  );
  const body = fc.oneof(
    text,
    markup.map((pieces) => pieces.join('')),
  );
  await fc.assert(
    fc.asyncProperty(text, body, text, async (title, content, name) => {
      const made = wxrOf([itemOf({ title, 'content:encoded': `A ${content}`, 'wp:post_name': name, guid: name })]);
      const { apply } = await publicationWith({ 'old.xml': made });
      const first = await apply(['old.xml']);
      const again = await apply(['old.xml']);
      expect(again.value.written).toEqual([]);
      expect(again.value.unchanged).toBe(first.value.written.length);
    }),
    { numRuns: runs(50) },
  );
});
