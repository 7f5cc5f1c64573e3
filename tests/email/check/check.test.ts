import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import DKIM from 'nodemailer/lib/dkim';
import { describe, expect, test } from 'vitest';
import { checkMessage } from '../../../src/email/check/check.ts';
import { rules } from '../../../src/email/check/rules.ts';
import type { PictureWeight } from '../../../src/email/letter-pictures.ts';
import { escapeXml, oneLine } from '../../../src/lib/escape.ts';
import { loadTheme } from '../../../src/publish/themes/theme.ts';
import { runs } from '../../runs.ts';
import { newsletter, plain, themeWith } from '../letter.ts';
import { type Changes, messageOf, problemsIn, rulesBrokenBy } from './letter.ts';

const header = (name: string) => new RegExp(`^${name}:.*\\r\\n([ \\t].*\\r\\n)*`, 'im');
const without = (name: string) => ({ raw: (message: string) => message.replace(header(name), '') });
const twice = (name: string) => ({
  raw: (message: string) => message.replace(header(name), (found) => found + found),
});
const put = (line: string) => ({ raw: (message: string) => `${line}\r\n${message}` });
const body = (markup: string) => ({ html: (html: string) => html.replace('<h1 ', `${markup}<h1 `) });
const swap = (from: string | RegExp, to: string) => ({ html: (html: string) => html.replaceAll(from, to) });
const { unsubscribeUrl: _url, ...withoutUrl } = newsletter;
const { unsubscribeEmail: _email, ...withoutBoth } = withoutUrl;
const { address: _address, ...withoutAddress } = newsletter;
const { listId: _listId, ...withoutListId } = newsletter;

/** A letter with a picture of so many bytes. */
const weighing = (bytes: number, more: Partial<PictureWeight> = {}): Changes => ({
  ...body('<img alt="x" src="https://example.org/heavy.jpg">'),
  about: {
    weigh: (original) =>
      original.endsWith('/heavy.jpg') ? { bytes, original, isAnimated: false, lacksCopy: false, ...more } : undefined,
  },
});

/** One way to break each rule, and only it. */
const broken: Record<Exclude<keyof typeof rules, Elsewhere>, Record<string, Changes>> = {
  'from-header': {
    'no From': without('From'),
    'two From': twice('From'),
    'two senders in one From': {
      raw: (message) => message.replace(/^From: .*$/m, 'From: a@example.org, b@example.org'),
    },
  },
  'one-recipient': {
    'no To': without('To'),
    'two recipients': { raw: (message) => message.replace(/^To: .*$/m, 'To: a@example.org, b@example.org') },
    'a Cc': put('Cc: other@example.org'),
    'a Bcc': put('Bcc: other@example.org'),
    'a group': { raw: (message) => message.replace(/^To: .*$/m, 'To: all: a@example.org, b@example.org;') },
  },
  'date-header': {
    'no Date': without('Date'),
    'two Dates': twice('Date'),
    'a Date of words': { raw: (message) => message.replace(/^Date: .*$/m, 'Date: yesterday') },
    'a Date that is none': {
      raw: (message) => message.replace(/^Date: .*$/m, 'Date: Mon, 32 Foo 2026 07:00:00 +0000'),
    },
  },
  'message-id': {
    'no Message-ID': without('Message-ID'),
    'two Message-IDs': twice('Message-ID'),
    'a Message-ID without brackets': {
      raw: (message) => message.replace(/^Message-ID: .*$/m, 'Message-ID: letter@example.org'),
    },
  },
  'subject-header': {
    'no Subject': without('Subject'),
    'two Subjects': twice('Subject'),
    'an empty Subject': { raw: (message) => message.replace(/^Subject: .*$/m, 'Subject: ') },
  },
  'header-8-bit': { 'a raw letter with an accent': put('X-Garden: Gr\xc3\xbcn') },
  'freemail-sender': {
    'a sender at Gmail': { newsletter: { ...newsletter, from: 'Letters <letters@gmail.com>' } },
    'a sender at Yahoo': { newsletter: { ...newsletter, from: 'letters@yahoo.co.uk' } },
  },
  'sibling-signature': {
    'a signature of a name beside the sender': {
      newsletter: {
        ...newsletter,
        from: 'letters@news.example.org',
        dkim: { selector: 'mail', domain: 'post.example.org' },
      },
    },
    'a signature of what may be anybody': {
      newsletter: { ...newsletter, from: 'letters@mine.co.uk', dkim: { selector: 'mail', domain: 'other.co.uk' } },
    },
  },
  'no-list-id': { 'no List-Id': { newsletter: withoutListId } },
  'auto-submitted': { 'a letter that nobody wrote': put('Auto-Submitted: auto-generated') },
  'line-end': {
    'a lone LF': { raw: (message) => message.replace('\r\n\r\n--', '\r\n\n--') },
    'a lone CR': { raw: (message) => message.replace('Two rows', 'Two\rrows') },
  },
  'long-line': { 'a line of 999 bytes': put(`X-Long:${'x'.repeat(992)}`) },
  'quoted-printable-line': {
    'a soft line break too late': { raw: (message) => message.replace('Two rows', `Two rows${'x'.repeat(80)}`) },
  },
  'unfolded-header': { 'a header that could be folded': put(`X-Garden: ${'kale and '.repeat(9)}beans`) },
  'list-unsubscribe': {
    'no unsubscribe at all': { newsletter: withoutBoth },
    'two List-Unsubscribe': twice('List-Unsubscribe'),
    'mail before https': {
      raw: (message) => message.replace(/^List-Unsubscribe: (<.*>),\r\n (<.*>)/m, 'List-Unsubscribe: $2,\r\n $1'),
    },
  },
  'unsubscribe-button': { 'unsubscribing by mail alone': { newsletter: withoutUrl } },
  'one-click': {
    'no List-Unsubscribe-Post': without('List-Unsubscribe-Post'),
    'another List-Unsubscribe-Post': {
      raw: (message) => message.replace('=One-Click', '=Yes'),
    },
  },
  'unsubscribe-token': {
    'a link that ends in the address': {
      raw: (message) => message.replaceAll('/unsubscribe/token', '/unsubscribe/reader@example.org'),
      html: (html) => html.replaceAll('/unsubscribe/token', '/unsubscribe/reader@example.org'),
      text: (text) => text.replaceAll('/unsubscribe/token', '/unsubscribe/reader@example.org'),
    },
    'a link that holds the address in base64': {
      raw: (message) =>
        message.replaceAll(
          '/unsubscribe/token',
          `/unsubscribe/${Buffer.from('reader@example.org').toString('base64url')}`,
        ),
      html: (html) =>
        html.replaceAll(
          '/unsubscribe/token',
          `/unsubscribe/${Buffer.from('reader@example.org').toString('base64url')}`,
        ),
      text: (text) =>
        text.replaceAll(
          '/unsubscribe/token',
          `/unsubscribe/${Buffer.from('reader@example.org').toString('base64url')}`,
        ),
    },
  },
  'unsigned-unsubscribe': {
    "a signature of nodemailer's own list": put('DKIM-Signature: v=1; d=example.org; h=From:To:List-Unsubscribe; b=x'),
    'a signature of nothing': put('DKIM-Signature: v=1; d=example.org; b=x'),
  },
  'unsubscribe-link': {
    'no link in the HTML': swap(/<a href="https:\/\/example.org\/unsubscribe.*?<\/a>/gs, ''),
    'a hidden link in the HTML': swap('<a href="https://example.org/unsubscribe/token" style="', '$&display:none;'),
    'a link of no words': swap(/(<a href="https:\/\/example.org\/unsubscribe[^>]*>).*?<\/a>/gs, '$1</a>'),
    'no link in the text': { text: (text) => text.replace('https://example.org/unsubscribe/token', '') },
  },
  'postal-address': {
    'no postal address': { newsletter: withoutAddress },
    'none in the HTML': swap('Garden Lane 1', ''),
    'none in the text': { text: (text) => text.replace('1010 Vienna', '') },
  },
  alternatives: {
    'HTML before text': {
      raw: (message) => {
        const [before, text, html, after] = message.split(/(?<=\r\n)(?=--=_tidings)/);
        return [before, html, text, after].join('');
      },
    },
    'a message of mixed parts': { raw: (message) => message.replace('multipart/alternative', 'multipart/mixed') },
  },
  charset: {
    'another charset': { raw: (message) => message.replace('charset=utf-8', 'charset=iso-8859-1') },
    'no charset': { raw: (message) => message.replace('text/html; charset=utf-8', 'text/html') },
    'bytes beyond ASCII': { raw: (message) => message.replace('Two rows', 'Two r\xc3\xb6ws') },
  },
  'empty-part': {
    'no text': { text: () => ' \n' },
  },
  clipped: { 'a letter of more than 100 KB': { about: { longest: 102_401 } } },
  'near-clip': { 'a letter of 90 KB': body(`<!--${'x'.repeat(86_000)}-->`) },
  'footer-near-clip': {
    'a footer after 80,000 bytes': body(`<!--${'x'.repeat(70_000)}-->`),
  },
  'style-size': { 'style sheets of more than 16 KB': body(`<style>${'p { margin: 0 }\n'.repeat(1100)}</style>`) },
  'nested-at-rule': {
    'an at-rule in another': body('<style>@media screen { @media (max-width: 480px) { p { margin: 0 } } }</style>'),
  },
  'active-content': {
    'a script': body('<script>alert(1)</script>'),
    'a form': body('<form></form>'),
    'a frame': body('<iframe></iframe>'),
    'a handler': body('<p onclick="x()">.</p>'),
    'a javascript: link': body('<a href=" JavaScript:x()" style="color:#000">here</a>'),
  },
  'data-address': {
    'a picture in the letter itself': body('<img alt="x" width="9" height="9" src="data:image/png;base64,AA">'),
  },
  'relative-address': {
    'a relative link': body('<a href="/about" style="color:#000">here</a>'),
    'a link within the page': body('<a href="#notes" style="color:#000">here</a>'),
    'a picture without scheme': body('<img alt="x" src="//example.org/x.png">'),
    'an empty link': body('<a href="" style="color:#000">here</a>'),
  },
  'insecure-image': { 'a picture over http': body('<img alt="x" src="http://example.org/x.png">') },
  'insecure-link': { 'a link over http': body('<a href="http://example.org/x" style="color:#000">here</a>') },
  'unfilled-slot': {
    'a slot in the HTML': body("<p>Dear {{ name | default: 'friend' }}</p>"),
    'a tag of Liquid': body('<p>{% if name %}</p>'),
    'a slot in the text': { text: (text) => `Dear {{ name }}\n${text}` },
    'a slot in the subject': { subject: 'Hello {{ name }}' },
    'a token in a link': swap('/preferences/token', '/preferences/{token}'),
    'a mark of our own': body('<p>\u00010\u0002</p>'),
  },
  'no-title': { 'an empty title': swap(/<title>.*?<\/title>/gs, '<title> </title>') },
  'no-language': {
    'none on html': swap('<html lang="en"', '<html'),
    'none around the letter': swap('role="article" lang="en"', 'role="article"'),
  },
  'no-direction': {
    'none on html': swap('<html lang="en" dir="ltr"', '<html lang="en"'),
    'none around the letter': swap('role="article" lang="en" dir="ltr"', 'role="article" lang="en"'),
  },
  'one-heading': { 'two main headings': body('<h1>Another</h1>'), 'no main heading': swap(/<(\/?)h1\b/g, '<$1h2') },
  'no-alt': {
    'a picture without alt': swap('alt="Garden beds under frost"', ''),
    'a link that is a picture without words': body(
      '<a href="https://example.org/"><img src="https://example.org/x.png" alt=""></a>',
    ),
  },
  contrast: {
    'grey on white': body('<p style="color:#999999">Faint</p>'),
    'a link that nobody coloured': body(
      '<div style="background-color:#000000"><a href="https://example.org/">Blue on black</a></div>',
    ),
  },
  'dark-contrast': {
    'a dark background without light words': {
      html: (html) => html.replace(/^\.letter div, \.letter p \{.*$/m, ''),
    },
  },
  'tracking-pixel': {
    'a picture of one pixel': body('<img alt="" src="https://example.org/open.gif" width="1" height="1">'),
    'a picture of no size by its style': body(
      '<img alt="" src="https://example.org/open.gif" style="width:0;height:0">',
    ),
    'a hidden picture': body('<img alt="" src="https://example.org/open.gif" style="display:none">'),
  },
  'tracking-link': {
    'a shortened link': body('<a href="https://bit.ly/abc" style="color:#000">here</a>'),
    'a link that counts': body('<a href="https://example.list-manage.com/track/click?u=1" style="color:#000">here</a>'),
    'a link copied out of Outlook': body(
      '<a href="https://eur01.safelinks.protection.outlook.com/?url=x" style="color:#000">here</a>',
    ),
  },
  'heavy-picture': {
    'a picture of 500 KB': weighing(500e3),
    'a moving picture of 1 MB': weighing(1e6, { isAnimated: true }),
    'a picture that sharp would make lighter': weighing(24e6, { lacksCopy: true }),
    'a letter with pictures of 2 MB together': {
      ...body(['a', 'b', 'c', 'd', 'e'].map((name) => `<img alt="x" src="https://example.org/${name}.jpg">`).join('')),
      about: { weigh: (original) => ({ bytes: 450e3, original, isAnimated: false, lacksCopy: false }) },
    },
  },
  support: {
    'a grid': body('<div style="display:grid">x</div>'),
    'a gap in a style sheet': body('<style>.letter p { gap: 3px }</style>'),
    'a picture that Outlook cannot show': body('<img alt="x" src="https://example.org/x.webp">'),
    'a film': body('<video></video>'),
  },
};

/** Rules that this file cannot break by changing a message. */
type Elsewhere =
  | 'unreadable'
  | 'no-sender'
  | 'spam-score'
  | 'spam-points'
  | 'dead-link'
  | 'placeholder'
  | 'foreign-sender'
  | 'foreign-unsubscribe';

test('a good letter keeps every rule', async () => {
  expect(await problemsIn()).toEqual([]);
});

test('a letter of every construct that content can hold keeps every rule', async () => {
  const content = readFileSync(new URL('../torture/content.xhtml', import.meta.url), 'utf8');
  expect(await problemsIn({ article: { content } })).toEqual([]);
});

test('whatever people write in an article, its letter keeps every rule', async () => {
  const words = fc
    .oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('{{ name }}', '{% if x %}', '{token}', 'javascript:', '<script>'),
    )
    .map((text) => `A ${oneLine(text)}`);
  await fc.assert(
    fc.asyncProperty(words, words, words, async (title, summary, text) => {
      const content = `<p>${escapeXml(text)} <code>${escapeXml(summary)}</code></p>`;
      expect(await problemsIn({ article: { title, summary, content, notice: text } })).toEqual([]);
    }),
    { numRuns: runs(25) },
  );
});

describe.each(Object.entries(broken))('the rule %s', (rule, ways) => {
  test.each(Object.entries(ways))('finds %s, and says what it causes and the way out', async (_, changes) => {
    const problems = await problemsIn(changes);
    expect([...new Set(problems.map((problem) => problem.rule))]).toEqual([rule]);
    for (const problem of problems) {
      expect(problem.severity).toBe(rules[rule as keyof typeof rules]);
      expect(problem.message).toMatch(/[^.]$/);
      expect(problem.hint).toMatch(/^[A-Z"].*[.\w=]$/);
      expect(problem.hint!.length).toBeGreaterThan(40);
    }
  });
});

test.each<[string, Changes]>([
  ['a picture of just below 500 KB', weighing(499_999)],
  ['a moving picture of just below 1 MB', weighing(999_999, { isAnimated: true })],
  [
    'braces that an article is about',
    { article: { title: 'On {{ name }}', content: '<p>Write <code>{{ name | upcase }}</code> or {% if %}.</p>' } },
  ],
  [
    'a signature that covers all List headers',
    put('DKIM-Signature: v=1; h=From:List-Unsubscribe : List-Unsubscribe-Post;\r\n b=x'),
  ],
  ['campaign words in a link', body('<a href="https://example.org/?utm_source=letter" style="color:#000">here</a>')],
  [
    'mail and telephone links',
    body('<a href="mailto:a@example.org" style="color:#000">m</a> <a href="tel:+431" style="color:#000">t</a>'),
  ],
  ['a picture that only decorates', body('<p><img alt="" src="https://example.org/x.png"></p>')],
  ['large grey letters', body('<p style="font-size:30px;color:#949494">Large</p>')],
  [
    'words over a picture',
    body('<div style="background:#fff url(https://example.org/x.png)"><p style="color:#eee">Over it</p></div>'),
  ],
  ['the word javascript', body('<p>javascript: is a scheme</p>')],
  [
    'a signature of the domain above the sender',
    {
      newsletter: {
        ...newsletter,
        from: 'letters@news.example.org',
        dkim: { selector: 'mail', domain: 'example.org' },
      },
    },
  ],
  ['an answer from a person', put('Auto-Submitted: no')],
  ['a long address that nothing can fold', put(`X-Link: <https://example.org/${'x'.repeat(100)}>`)],
  ['a comment that Outlook reads', body('<!--[if mso]><script></script><![endif]-->')],
])('%s is let through', async (_, changes) => {
  expect(await rulesBrokenBy(changes)).toEqual([]);
});

test('a finding stands where a person mends it', async () => {
  const at = (path: readonly PropertyKey[]) => ({ file: 'tidings.yaml', line: path.length });
  const place = async (changes: Changes) => {
    const [problem] = await problemsIn({ ...changes, about: { at, ...changes.about } });
    return `${problem?.file}:${problem?.line}`;
  };
  const picture = '<p><img src="http://example.org/a&amp;b.png" alt="Beds" /></p>';
  expect(await place({ newsletter: withoutAddress })).toBe('tidings.yaml:1');
  expect(await place({ newsletter: { ...newsletter, from: 'letters@gmail.com' } })).toBe('tidings.yaml:2');
  expect(await place({ article: { content: picture } })).toBe('articles/2026-11-23-the-first-frost.md:2');
  // Nobody can mend a theme that comes with Tidings; but another can be chosen.
  expect(await place(body('<img alt="x" src="http://example.org/x.png">'))).toBe('undefined:undefined');
  expect(await place({ about: { longest: 200_000 } })).toBe('articles/2026-11-23-the-first-frost.md:2');
  expect(
    await place({ raw: (message) => message.replace('multipart/alternative;', 'multipart/alternative; \xe9') }),
  ).toBe('message.eml:14');
});

describe('a message that nodemailer signs', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const signed = async (options: { headerFieldNames?: string }) => {
    const { bytes, about } = await messageOf();
    const signer = new DKIM({ domainName: 'example.org', keySelector: 'mail', privateKey, ...options });
    const message = Buffer.concat(await signer.sign(Readable.from([bytes]) as never, {}).toArray());
    expect(message.toString()).toMatch(/^DKIM-Signature: /);
    return (await checkMessage(message, about)).map(({ rule }) => rule);
  };

  test('by its own list of headers leaves the one-click header out, which is found', async () => {
    expect(await signed({})).toEqual(['unsigned-unsubscribe']);
  });

  test('with all List headers keeps every rule', async () => {
    const headerFieldNames = 'from:to:subject:date:message-id:list-id:list-unsubscribe:list-unsubscribe-post';
    expect(await signed({ headerFieldNames })).toEqual([]);
  });
});

test('errors come before warnings', async () => {
  const { about } = await messageOf();
  const problems = await problemsIn({ newsletter: withoutListId, ...body('<h1>Another</h1>'), about });
  expect(problems.map(({ severity }) => severity)).toEqual(['error', 'warning']);
});

test('a theme whose unsubscribe link is gone is found out', async () => {
  const theme = themeWith({ layout: plain.layout.replace('{{ words.unsubscribe }}', '') });
  expect(await rulesBrokenBy({ theme })).toEqual(['unsubscribe-link']);
});

test('whatever the bytes are, the check ends in problems', async () => {
  const { about } = await messageOf();
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'From: a@example.org',
      'Content-Type: multipart/alternative; boundary=x',
      '--x',
      '--x--',
      '',
      ' ',
      'Content-Type: text/html',
      'Content-Transfer-Encoding: base64',
      '<style>@media{a{b:c}',
      '<p style="color:#999">x',
      'List-Unsubscribe: <https://x',
      'DKIM-Signature: h=;;',
    ),
  );
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.array(line).map((lines) => Buffer.from(lines.join('\r\n'))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (message) => {
      expect(await checkMessage(message, about)).not.toEqual([]);
    }),
    { numRuns: runs(500) },
  );
});

test('whatever a person writes as HTML, the check ends', async () => {
  const markup = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        '<p>',
        '</p>',
        '<a href="',
        '">',
        '<style>',
        '{',
        '}',
        '@media x',
        '</style>',
        '<img src=',
        'style="color:',
        'rgb(',
        ')',
        '&#',
        '<!--',
        '{{',
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(markup, async (pieces) => {
      expect(Array.isArray(await problemsIn(body(pieces.join(''))))).toBe(true);
    }),
    { numRuns: runs(100) },
  );
});

test('a message that is nested beyond all limits is told as unreadable', async () => {
  const { about } = await messageOf();
  const nested = Array.from(
    { length: 300 },
    (_, index) => `Content-Type: multipart/mixed; boundary=b${index}\r\n\r\n--b${index}\r\n`,
  ).join('');
  const problems = await checkMessage(Buffer.from(nested), about);
  expect(problems.map(({ rule, file, line }) => [rule, file, line])).toEqual([['unreadable', 'message.eml', 1]]);
});

describe('a button of an article can be read', () => {
  const article = {
    content:
      '<p><a class="button" href="https://example.org/">Join</a></p><p>Or <a class="button" href="https://example.org/">this</a>.</p>',
  };
  test.each(['plain', 'magazine', 'dense'])('in the theme %s', async (name) => {
    const theme = await loadTheme(name);
    expect((await problemsIn({ article, theme, about: { theme } })).map(({ message }) => message)).toEqual([]);
  });

  test('where a layout of 0.1.0 colours all links in dark mode', async () => {
    const rule = '@media (prefers-color-scheme: dark) { .letter a { color: #8ab8f2 !important; } }';
    const theme = themeWith({ layout: plain.layout.replace('{{ styles.dark | raw }}', rule) });
    expect(theme.layout).toContain(rule);
    const broken = await problemsIn({ article, theme, about: { theme } });
    expect(broken.filter(({ message }) => /Join|this/.test(message))).toEqual([]);
  });
});
