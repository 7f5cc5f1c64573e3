import fc from 'fast-check';
import { authenticate } from 'mailauth';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { checkMessage } from '../../src/email/check/check.ts';
import { compileIssue } from '../../src/email/compile.ts';
import { parseContent } from '../../src/email/content.ts';
import { issueOf } from '../../src/email/issue.ts';
import type { Segments } from '../../src/email/letter.ts';
import { composeMessage, messageBytes, prepareMessages } from '../../src/email/message/compose.ts';
import { writeProse } from '../../src/email/prose.ts';
import { fallbackValues } from '../../src/email/slots.ts';
import { signMessage } from '../../src/send/message/dkim.ts';
import { wordsFor } from '../../src/strings/tables.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { hole, keys, letterWith, recipient, resolver, sharedHeaders } from '../send/letters.ts';
import { newsletter, themeWith } from './letter.ts';
import { type Flowed, reflow, textPartOf } from './reflow.ts';

/** A paragraph of which the first line always goes on, so that every text here flows. */
const long = 'a line of a paragraph that goes on '.repeat(4).trim();

function sent(text: Segments, values: Record<string, string> = {}) {
  const one = { ...recipient, values: { ...recipient.values, ...values } };
  return textPartOf(composeMessage(letterWith({ text }), sharedHeaders, one));
}

/** What a program shows of an article after a paragraph, and its empty lines. */
function shown(content: string): Flowed[] {
  const { lines } = writeProse(parseContent(`<p>${long}</p>${content}`), 72, wordsFor('en'));
  const read = reflow(sent([lines.join('\n')]).text);
  expect(read.slice(0, 2)).toEqual([
    { depth: 0, text: long },
    { depth: 0, text: '' },
  ]);
  return read.slice(2);
}

const plain = (...lines: string[]) => lines.map((text) => ({ depth: 0, text }));

test('a text part with a paragraph of several lines says that it flows, and one without says nothing', () => {
  expect(sent(['one \ntwo\n']).fields).toBe(
    'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no\r\nContent-Transfer-Encoding: quoted-printable',
  );
  for (const text of ['one\ntwo\n', 'one\n-- \ntwo\n', ' one\n> two\n']) {
    const { fields, text: read } = sent([text]);
    expect(fields).toBe('Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable');
    expect(`${read}\n`.replaceAll('\r\n', '\n')).toBe(`${text}\n`);
  }
});

test.each([
  ['code stays as it is, with its spaces', '<pre><code>a  \n  b &gt; c\nFrom d\n-- \n&gt; e</code></pre>'],
])('%s', (_, content) => {
  expect(shown(content)).toEqual(plain('    a', '      b > c', '    From d', '    --', '    > e'));
});

test.each<[string, string, string[]]>([
  [
    'a heading stays over its rule',
    `<h2>${long}</h2><p>Sweet.</p>`,
    [long.slice(0, 71), long.slice(72), '-'.repeat(71), '', 'Sweet.'],
  ],
  [
    'the lines of an item keep their indent',
    `<ul><li>${long}</li><li>b</li></ul>`,
    [`- ${long.slice(0, 69)}`, `  ${long.slice(70)}`, '- b'],
  ],
  ['the rows of a table stay rows', '<table><tr><td>&gt; a</td><td>b</td></tr></table>', ['> a  b']],
  [
    'a sign that quotes nothing begins no quotation',
    '<p>&gt; 5 beds</p><h2>&gt; 6</h2>',
    ['> 5 beds', '', '> 6', '----'],
  ],
  ['such a sign in an item has no space before it', '<ul><li>&gt; 5 beds</li></ul>', ['- > 5 beds']],
  ['a line of two hyphens begins no signature', `<p>-- ${'x'.repeat(71)}</p>`, ['--', 'x'.repeat(71)]],
  ['lines that broke within a word get no space there', `<p>${'霜'.repeat(40)}</p>`, ['霜'.repeat(36), '霜'.repeat(4)]],
  [
    'lines with an isolate over their end stay lines',
    `<p>שלום <code>${'kale '.repeat(16).trim()}</code></p>`,
    [expect.stringMatching(/\u2069$/), expect.stringMatching(/^\u2066/)],
  ],
])('%s', (_, content, lines) => {
  expect(shown(content)).toEqual(plain(...lines));
});

test('quotations flow at their depth', () => {
  expect(shown(`<blockquote><p>${long}</p><blockquote><p>${long}</p></blockquote><p>&gt; 5</p></blockquote>`)).toEqual([
    { depth: 1, text: long },
    { depth: 1, text: '' },
    { depth: 2, text: long },
    { depth: 1, text: '' },
    { depth: 1, text: '> 5' },
  ]);
});

test.each([
  ['> me', ['> me is here.', 'Yours, > me']],
  ['From me', ['From me is here.', 'Yours, From me']],
  ['Ada', ['Ada is here.', 'Yours, Ada']],
])('a name %j quotes nothing and joins no lines', (name, lines) => {
  const text = ['one \ntwo\n', hole('text'), ' is here.\nYours, ', hole('text'), '\nthree'];
  expect(reflow(sent(text, { name }).text)).toEqual(plain('one two', ...lines, 'three'));
});

test('a name that ends in spaces joins no lines', () => {
  expect(reflow(sent(['one \ntwo ', hole('text'), '\nthree'], { name: 'Ada ' }).text)).toEqual(
    plain('one two Ada', 'three'),
  );
});

const publication = samplePublication({ settings: { newsletter } });
const content = `<p>${long}</p><p>From here on it is cold.</p><pre><code>kale --now\n  # frost</code></pre>`;
const issue = issueOf(sampleArticle({ content, image: undefined }));

async function letterInFull() {
  const letter = await compileIssue(issue, publication, themeWith());
  const values = { ...fallbackValues(issue, publication.settings), email: 'reader@example.org' };
  return prepareMessages(letter, { ...sharedHeaders, newsletter })({ ...recipient, values });
}

test('a letter is read with its paragraphs whole, its code and its signature as they are', async () => {
  const { text } = await PostalMime.parse(messageBytes(await letterInFull()));
  expect(text).toContain(`\n\n${long}\n\nFrom here on it is cold.\n\n    kale --now\n      # frost\n\n`);
  expect(text).toContain('\n-- \nYou are receiving this email because you are subscribed to Example Letters.\n');
});

test('a letter that flows keeps every rule and its signature', async () => {
  const bytes = messageBytes(await signMessage(await letterInFull(), keys));
  const about = { settings: publication.settings, issue, theme: themeWith(), longest: 50_000, file: 'frost.eml' };
  expect(await checkMessage(bytes, about)).toEqual([]);
  expect(textPartOf(bytes).fields).toContain('format=flowed');
  const { dkim } = await authenticate(Buffer.from(bytes), { resolver, trustReceived: false });
  expect(dkim.results.map(({ status }) => status.result)).toEqual(keys.map(() => 'pass'));
});

const word = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-z]{1,12}$/) },
  fc.constantFrom('From', '>', '>5', '>>', '-', '1.', '#', '.', '…', 'été', '霜', '🌿', 'κράμβη', 'x'.repeat(80)),
);
const sentence = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(' '));
const codeLine = fc.stringMatching(/^[ >a-z-]{0,90}$/).map((line) => line.trimEnd());
const code = fc.array(codeLine, { maxLength: 4 }).map((lines) => ['x', ...lines, 'x']);

interface Block {
  readonly markup: string;
  readonly read: readonly Flowed[];
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const block: fc.Arbitrary<Block> = fc.oneof(
  sentence.map((text) => ({ markup: `<p>${escaped(text)}</p>`, read: plain(text) })),
  code.map((lines) => ({
    markup: `<pre><code>${escaped(lines.join('\n'))}\n</code></pre>`,
    read: plain(...lines.map((line) => `    ${line}`.trimEnd())),
  })),
);

const joined = (blocks: readonly Block[]) => ({
  markup: blocks.map(({ markup }) => markup).join(''),
  read: blocks.flatMap(({ read }, index) => (index === 0 ? read : [...plain(''), ...read])),
});

const quote = (inner: fc.Arbitrary<Block>): fc.Arbitrary<Block> =>
  fc
    .array(inner, { minLength: 1, maxLength: 3 })
    .map(joined)
    .map(({ markup, read }) => ({
      markup: `<blockquote>${markup}</blockquote>`,
      read: read.map(({ depth, text }) => ({ depth: depth + 1, text })),
    }));

const article = fc
  .array(fc.oneof(block, quote(fc.oneof(block, quote(block)))), { minLength: 1, maxLength: 6 })
  .map(joined);

test('whatever paragraphs, quotations and code: programs wrap anew what was written', () => {
  fc.assert(
    fc.property(article, ({ markup, read }) => {
      expect(shown(markup)).toEqual(read);
    }),
    { numRuns: runs(200) },
  );
});
