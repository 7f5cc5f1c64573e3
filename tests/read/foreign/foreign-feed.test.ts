import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type FeedOrigin,
  type ForeignFeed,
  isNoFeed,
  parseForeignFeed,
} from '../../../src/read/foreign/foreign-feed.ts';
import { runs } from '../../runs.ts';

const address = 'https://garden.example.org/feed.xml';

function parse(document: string | Uint8Array, from: FeedOrigin = { address }): ForeignFeed {
  const read = parseForeignFeed(typeof document === 'string' ? new TextEncoder().encode(document) : document, from);
  if (isNoFeed(read)) throw new Error(read.message);
  return read;
}

const entry = (document: string, from?: FeedOrigin) => parse(document, from).entries[0]!;
const rss = (inner: string, channel = '') =>
  `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>${channel}${inner}</channel></rss>`;
const item = (inner: string) => entry(rss(`<item>${inner}</item>`));
const atom = (inner: string, attributes = '') =>
  `<feed xmlns="http://www.w3.org/2005/Atom"${attributes}>${inner}</feed>`;
const atomEntry = (inner: string) => entry(atom(`<entry>${inner}</entry>`));

describe('the formats', () => {
  test('Atom 1.0 is read with all that an entry holds', () => {
    const document = atom(
      `<id>urn:garden</id><title>The garden</title><link rel="self" href="feed.xml"/><link href="/"/><link rel="next" href="?page=2"/>
       <author><name>Ada</name><uri>https://ada.example.org/</uri><email>ada@example.org</email></author>
       <entry><id>urn:frost</id><title type="html">Frost &amp;amp; &lt;b&gt;snow&lt;/b&gt;</title><link href="/frost"/>
       <link rel="enclosure" href="/frost.mp3" type="audio/mpeg" length="1234" title="Listen"/>
       <summary>Short.</summary><content type="html">&lt;p&gt;Long &lt;a href="x"&gt;text&lt;/a&gt;.&lt;/p&gt;</content>
       <published>2026-11-23T09:00:00+01:00</published><updated>2026-11-24T09:00:00Z</updated>
       <category term="winter" label="Winter"/><category term="ice"/></entry>`,
      ' xml:lang="en-GB"',
    );
    expect(parse(document)).toEqual({
      kind: 'atom',
      id: 'urn:garden',
      title: 'The garden',
      url: 'https://garden.example.org/',
      self: 'https://garden.example.org/feed.xml',
      language: 'en-GB',
      next: 'https://garden.example.org/feed.xml?page=2',
      entries: [
        {
          id: 'urn:frost',
          url: 'https://garden.example.org/frost',
          title: 'Frost & snow',
          summary: 'Short.',
          html: '<p>Long <a href="x">text</a>.</p>',
          base: address,
          published: '2026-11-23T09:00:00+01:00',
          updated: '2026-11-24T09:00:00Z',
          language: 'en-GB',
          authors: [{ name: 'Ada', url: 'https://ada.example.org/' }],
          tags: ['Winter', 'ice'],
          attachments: [
            { url: 'https://garden.example.org/frost.mp3', type: 'audio/mpeg', length: 1234, title: 'Listen' },
          ],
        },
      ],
    });
  });

  test('Atom 0.3 is read with its own names of dates and modes of text', () => {
    const read = parse(
      '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>a</id><title mode="escaped" type="text/html">A &amp;lt; B</title><issued>2004-01-02T03:04:05Z</issued><modified>2004-02-02T03:04:05Z</modified><content type="text/html" mode="escaped">&lt;p&gt;x&lt;/p&gt;</content></entry></feed>',
    );
    expect(read).toMatchObject({ kind: 'atom', entries: [{ title: 'A < B', html: '<p>x</p>' }] });
    expect(read.entries[0]).toMatchObject({ published: '2004-01-02T03:04:05Z', updated: '2004-02-02T03:04:05Z' });
  });

  test('RSS 2.0 is read with the modules that blogs use', () => {
    const document = rss(
      `<item><title>Frost</title><link>https://garden.example.org/frost</link><guid isPermaLink="false">7 frost</guid>
       <pubDate>Mon, 23 Nov 2026 09:00:00 +0000</pubDate><dc:creator>Ada</dc:creator><dc:creator>Berta</dc:creator>
       <description>In short &amp;amp; plain.</description><content:encoded><![CDATA[<p>All of it.</p>]]></content:encoded>
       <category>Winter</category><enclosure url="https://garden.example.org/a.mp3" type="audio/mpeg" length="99"/>
       <itunes:duration>1:02:03</itunes:duration><media:thumbnail url="https://garden.example.org/a.jpg"/></item>`,
      '<title>Garden</title><link>https://garden.example.org/</link><language>en</language><image><title>Logo</title><url>https://x.example/l.png</url><link>https://other.example/</link></image><atom:link rel="self" href="https://garden.example.org/feed.xml"/><atom:link rel="prev-archive" href="https://garden.example.org/old.xml"/>',
    );
    expect(parse(document)).toEqual({
      kind: 'rss',
      title: 'Garden',
      url: 'https://garden.example.org/',
      self: 'https://garden.example.org/feed.xml',
      language: 'en',
      next: 'https://garden.example.org/old.xml',
      entries: [
        {
          id: '7 frost',
          isPermaLink: false,
          url: 'https://garden.example.org/frost',
          title: 'Frost',
          summary: 'In short & plain.',
          html: '<p>All of it.</p>',
          base: 'https://garden.example.org/frost',
          published: '2026-11-23T09:00:00Z',
          authors: [{ name: 'Ada' }, { name: 'Berta' }],
          tags: ['Winter'],
          image: 'https://garden.example.org/a.jpg',
          attachments: [{ url: 'https://garden.example.org/a.mp3', type: 'audio/mpeg', length: 99, duration: 3723 }],
        },
      ],
    });
  });

  test.each(['0.91', '0.92', '0.93', '0.94', '2.0'])('RSS %s is read', (version) => {
    const read = parse(`<rss version="${version}"><channel><item><title>A</title></item></channel></rss>`);
    expect(read).toMatchObject({ kind: 'rss', entries: [{ title: 'A' }] });
  });

  test.each([
    'http://purl.org/rss/1.0/',
    'http://my.netscape.com/rdf/simple/0.9/',
  ])('RDF of %s is read', (namespace) => {
    const read = parse(
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="${namespace}" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/"><title>G</title></channel><item rdf:about="https://garden.example.org/a"><title>A</title><dc:date>2026-11-23T09:00:00Z</dc:date></item></rdf:RDF>`,
    );
    expect(read).toMatchObject({ kind: 'rdf', title: 'G' });
    expect(read.entries).toMatchObject([
      { id: 'https://garden.example.org/a', url: 'https://garden.example.org/a', published: '2026-11-23T09:00:00Z' },
    ]);
  });

  test.each([
    'https://jsonfeed.org/version/1',
    'https://jsonfeed.org/version/1.1',
  ])('JSON Feed %s is read', (version) => {
    const read = parse(
      JSON.stringify({
        version,
        title: 'Garden',
        home_page_url: 'https://garden.example.org/',
        feed_url: 'https://garden.example.org/feed.json',
        next_url: '/feed-2.json',
        author: { name: 'Ada' },
        ...(version.endsWith('1.1') && { authors: [{ name: 'Ada' }], language: 'en' }),
        items: [
          {
            id: 7,
            url: '/a',
            title: 'A',
            content_html: '<p>x</p>',
            summary: 'S',
            date_published: '2026-11-23T09:00:00Z',
          },
          {
            id: 'b',
            content_text: 'One\ntwo\n\nthree <3',
            tags: ['t', 5],
            image: 'i.png',
            external_url: 'https://x.example/',
          },
          { attachments: [{ url: '/a.mp3', mime_type: 'audio/mpeg', size_in_bytes: 5, duration_in_seconds: 6 }, {}] },
          'no item',
        ],
      }),
    );
    expect(read).toMatchObject({
      kind: 'json',
      self: 'https://garden.example.org/feed.json',
      next: 'https://garden.example.org/feed-2.json',
    });
    expect(read.entries).toMatchObject([
      { id: '7', url: 'https://garden.example.org/a', html: '<p>x</p>', summary: 'S', authors: [{ name: 'Ada' }] },
      {
        id: 'b',
        url: 'https://x.example/',
        html: '<p>One<br/>two</p>\n<p>three &lt;3</p>',
        tags: ['t'],
        image: 'https://x.example/i.png',
      },
      { attachments: [{ url: 'https://garden.example.org/a.mp3', type: 'audio/mpeg', length: 5, duration: 6 }] },
    ]);
    expect(read.entries).toHaveLength(3);
  });
});

describe('the encoding', () => {
  const utf16 = (text: string, isLittle: boolean) => {
    const bytes = Buffer.from(text, 'utf16le');
    return isLittle ? bytes : bytes.swap16();
  };
  const titled = (declaration: string) => `${declaration}<rss><channel><title>Grüße</title></channel></rss>`;
  const latin1 = (text: string) => Buffer.from(text, 'latin1');

  test.each<[string, Uint8Array, string?]>([
    ['a mark of UTF-8', Buffer.from(`\ufeff${titled('')}`)],
    ['a mark of UTF-16 with the low byte first', utf16(`\ufeff${titled('')}`, true)],
    ['a mark of UTF-16 with the high byte first', utf16(`\ufeff${titled('')}`, false)],
    ['UTF-16 without a mark', utf16(titled('<?xml version="1.0" encoding="UTF-16"?>'), true)],
    ['the header field of HTTP', latin1(titled('')), 'text/xml; charset="iso-8859-1"'],
    ['the XML declaration', latin1(titled('<?xml version="1.0" encoding="windows-1252"?>'))],
    [
      'HTTP before the declaration',
      latin1(titled("<?xml version='1.0' encoding='koi8-r'?>")),
      'text/xml;charset=latin1',
    ],
    ['its bytes, where HTTP names another', Buffer.from(titled('')), 'text/xml; charset=iso-8859-1'],
    [
      'its bytes, where the declaration says UTF-8 and it is not',
      latin1(titled('<?xml version="1.0" encoding="utf-8"?>')),
    ],
    ['its bytes, where nobody has heard of the encoding', latin1(titled('<?xml version="1.0" encoding="nonsense"?>'))],
    ['its bytes, where there is no declaration', latin1(titled(''))],
  ])('is found by %s', (_, bytes, contentType) => {
    expect(parse(bytes, { contentType }).title).toBe('Grüße');
  });

  test('of windows-1252 has its quotation marks', () => {
    const bytes = Buffer.concat([
      Buffer.from('<rss><channel><title>'),
      Buffer.from([0x93, 0xe9, 0x94]),
      Buffer.from('</title></channel></rss>'),
    ]);
    expect(parse(bytes).title).toBe('“é”');
  });

  test('of one broken byte in UTF-8 costs that character alone', () => {
    const [before, after] = ['<rss><channel><title>Grüße', ' und süße</title></channel></rss>'].map((text) =>
      Buffer.from(text),
    );
    expect(parse(Buffer.concat([before!, Buffer.from([0xff]), after!])).title).toBe('Grüße\ufffd und süße');
  });

  test('of Japanese mail is known by its declaration alone', () => {
    const bytes = Buffer.from(
      '<?xml version="1.0" encoding="iso-2022-jp"?><rss><channel><title>\x1b$B$"\x1b(B</title></channel></rss>',
      'latin1',
    );
    expect(parse(bytes).title).toBe('あ');
  });
});

describe('broken documents', () => {
  test.each([
    ['characters that XML forbids', '<title>A\u0008B\u001c&#8;C</title>', 'ABC'],
    ['a stray ampersand', '<title>Fish & chips &amp; more</title>', 'Fish & chips & more'],
    ['a stray less-than sign', '<title>1 < 2</title>', '1 < 2'],
    ['names of HTML that nobody defines', '<title>caf&eacute;&nbsp;&rsquo;</title>', 'café ’'],
    ['markup in a title', '<title>A <b>bold</b> word</title>', 'A bold word'],
    ['HTML in a title that is escaped', '<title>A &lt;i&gt;word&lt;/i&gt; &amp;amp; more</title>', 'A word & more'],
    ['a title of something that is no HTML', '<title>Use &lt;T&gt; well</title>', 'Use <T> well'],
    ['a title without an end', '<title>A<link>https://garden.example.org/a</link>', 'A'],
    ['a CDATA section', '<title><![CDATA[A & B]]></title>', 'A & B'],
    ['capital letters', '<TITLE>A</TITLE>', 'A'],
    ['a namespace that is not declared', '<title>A</title><foo:title>B</foo:title>', 'A'],
  ])('with %s are read', (_, inner, title) => {
    expect(item(inner).title).toBe(title);
  });

  test('with attributes without quotes are read', () => {
    expect(
      item('<enclosure url=https://garden.example.org/a.mp3 length=5 type=audio/mpeg /><title>A</title>'),
    ).toMatchObject({
      title: 'A',
      attachments: [{ url: 'https://garden.example.org/a.mp3', length: 5, type: 'audio/mpeg' }],
    });
  });

  test('with a link without an end lose nothing that follows', () => {
    expect(item('<link>https://garden.example.org/a<guid>g</guid><description>d</description>')).toMatchObject({
      id: 'g',
      url: 'https://garden.example.org/a',
      html: 'd',
    });
  });

  test('with a description without an end keep the date that follows', () => {
    expect(item('<description>Words<pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate>')).toMatchObject({
      html: 'Words',
      published: '2026-11-23T09:00:00Z',
    });
  });

  test('with items that are not closed have them all', () => {
    expect(parse(rss('<item><title>A</title><item><title>B</title>')).entries.map(({ title }) => title)).toEqual([
      'A',
      'B',
    ]);
  });

  test.each([
    '\n\n',
    'Warning: something in line 5\n',
    '<br />\n<b>Notice</b>: x in <b>y</b><br />\n',
    '\ufeff\ufeff',
  ])('with %j before the declaration are read', (junk) => {
    expect(entry(`${junk}<?xml version="1.0"?>${rss('<item><title>A</title></item>')}`).title).toBe('A');
  });

  test('with several documents in one have the entries of all', () => {
    const one = (title: string) =>
      `<?xml version="1.0"?>${rss(`<item><title>${title}</title></item>`, `<title>Feed ${title}</title>`)}`;
    const read = parse(one('A') + one('B'));
    expect(read.title).toBe('Feed A');
    expect(read.entries.map(({ title }) => title)).toEqual(['A', 'B']);
    expect(read.isCut).toBeUndefined();
  });

  test('that break off have what came whole, and say so', () => {
    const whole = rss(
      '<item><title>A</title></item><item><title>B</title><description>Begin and end</description></item>',
    );
    const read = parse(whole.slice(0, whole.indexOf(' and end')));
    expect(read.isCut).toBe(true);
    expect(read.entries.map(({ title }) => title)).toEqual(['A']);
  });

  test('that are closed by their root alone are whole', () => {
    const read = parse('<rss><channel><item><title>A</title></channel></rss>');
    expect(read.isCut).toBeUndefined();
    expect(read.entries).toHaveLength(1);
  });

  test('with HTML that is not escaped keep it', () => {
    expect(item('<description><p>One<br>two <img src="a.png"></p></description>').html).toBe(
      '<p>One<br>two <img src="a.png"></p>',
    );
  });

  test('in JSON with references in a title are read', () => {
    expect(entry('{"items":[{"id":"a","title":"One &#8211; two"}]}').title).toBe('One – two');
  });

  test('with elements of a vocabulary named like what every object has keep them apart', () => {
    expect(
      entry('<rss xmlns:a="constructor"><channel><item><a:title>B</a:title><title>A</title></item></channel></rss>')
        .title,
    ).toBe('A');
  });

  test('in JSON with half a character in their id have one', () => {
    const half = String.raw`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"\ud800"}]}`;
    expect(entry(half).id).toBe('\ufffd');
  });

  test('in JSON with line ends in texts are read', () => {
    expect(entry('{"version":"https://jsonfeed.org/version/1","items":[{"id":"a","title":"One\ntwo"}]}').title).toBe(
      'One two',
    );
  });
});

describe('entries', () => {
  test('without title, link and id are entries', () => {
    expect(item('<description>Just words.</description>')).toEqual({
      html: 'Just words.',
      base: address,
      authors: [],
      tags: [],
      attachments: [],
    });
  });

  test('of one id are all there, in their order', () => {
    const twice = '<item><guid>a</guid><title>A</title></item><item><guid>a</guid><title>B</title></item>';
    expect(parse(rss(twice)).entries.map(({ id, title }) => [id, title])).toEqual([
      ['a', 'A'],
      ['a', 'B'],
    ]);
  });

  test.each(['Sat, 01 Jan 0000 00:00:00 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT'])('of %s have no date', (date) => {
    expect(item(`<title>A</title><pubDate>${date}</pubDate>`)).not.toHaveProperty('published');
  });

  test('that say their id is an address lead there', () => {
    expect(item('<guid>https://garden.example.org/a</guid>').url).toBe('https://garden.example.org/a');
    expect(item('<guid isPermaLink="false">https://garden.example.org/a</guid>').url).toBeUndefined();
  });

  test('of Atom without a link lead to their id, if that is an address', () => {
    expect(atomEntry('<id>https://garden.example.org/a</id>').url).toBe('https://garden.example.org/a');
    expect(atomEntry('<id>urn:a</id>').url).toBeUndefined();
  });

  test('lead to the original where a service counts clicks', () => {
    expect(
      item(
        '<link>https://counter.example/1</link><feedburner:origLink>https://garden.example.org/a</feedburner:origLink>',
      ).url,
    ).toBe('https://garden.example.org/a');
  });

  test('lead nowhere but to the web', () => {
    expect(
      item('<link>javascript:alert(1)</link><enclosure url="file:///etc/passwd" type="audio/mpeg"/>'),
    ).toMatchObject({
      attachments: [],
    });
    expect(item('<link>javascript:alert(1)</link>').url).toBeUndefined();
  });

  test('resolve addresses by xml:base, outer bases included', () => {
    const read = entry(
      atom(
        '<entry xml:base="deep/"><link href="a"/><content type="html" xml:base="er/">x</content></entry>',
        ' xml:base="https://other.example/blog/"',
      ),
    );
    expect(read).toMatchObject({
      url: 'https://other.example/blog/deep/a',
      base: 'https://other.example/blog/deep/er/',
    });
  });

  test('of XHTML are HTML without prefixes', () => {
    expect(
      atomEntry(
        '<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p class="x">A &amp; B</h:p></h:div></content>',
      ).html,
    ).toBe('<div><p class="x">A &amp; B</p></div>');
  });

  test('of plain text in Atom stay plain', () => {
    expect(atomEntry('<title>A &lt;b&gt; C</title><content>x &lt; y</content>')).toMatchObject({
      title: 'A <b> C',
      html: '<p>x &lt; y</p>',
    });
  });

  test.each([
    ['<author>ada@example.org (Ada)</author>', [{ name: 'Ada' }]],
    ['<author>ada@example.org</author>', []],
    ['<author>Ada &lt;ada@example.org&gt;</author>', [{ name: 'Ada' }]],
    ['<dc:creator><![CDATA[Ada]]></dc:creator><author>x@example.org (Ada)</author>', [{ name: 'Ada' }]],
  ])('by %s publish names alone', (author, authors) => {
    expect(item(author).authors).toEqual(authors);
  });

  test('do not take the title and the link of their source for their own', () => {
    expect(atomEntry('<source><title>Other</title><id>x</id></source><title>A</title><id>a</id>')).toMatchObject({
      title: 'A',
      id: 'a',
    });
  });

  test('of a video have the description of their media', () => {
    expect(
      atomEntry(
        '<title>A</title><media:group><media:title>B</media:title><media:description>Words</media:description></media:group>',
      ),
    ).toMatchObject({
      title: 'A',
      summary: 'Words',
    });
  });
});

describe('a document that is no feed', () => {
  const refusal = (text: string) => {
    const read = parseForeignFeed(new TextEncoder().encode(text), { address });
    return isNoFeed(read) ? `${read.message}. ${read.hint}` : read;
  };

  test.each([
    ['', 'it is no feed that Tidings knows. Give the address of an Atom, RSS or JSON feed.'],
    ['<opml><body/></opml>', 'it is a web page, and no feed. Give the address of an Atom, RSS or JSON feed.'],
    ['{"a":1}', 'it is JSON without "items", and so no feed. Give the address of an Atom, RSS or JSON feed.'],
    [
      '{"items":[}',
      'it is no JSON: expected a value here (line 1, column 11). Give the address of an Atom, RSS or JSON feed.',
    ],
  ])('such as %j is refused', (text, words) => {
    expect(refusal(text)).toBe(words);
  });

  test('but a web page names the feed that it has', () => {
    const page =
      '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head></html>';
    expect(refusal(page)).toBe('it is a web page, and no feed. It names this feed: https://garden.example.org/rss.xml');
  });
});

test('entities that a document defines are not expanded', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`;
  expect(entry(bomb + rss('<item><title>A &b; &c;</title></item>')).title).toBe('A &b; &c;');
});

describe('whatever bytes there are', () => {
  const words = fc.constantFrom(
    ...[
      '<rss>',
      '<channel>',
      '<item>',
      '</item>',
      '<title>',
      '</title>',
      '<link>',
      '<feed>',
      '<entry>',
      '</entry>',
      '<id>',
    ],
    ...[
      '<content type="xhtml">',
      '<div>',
      '</div>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&amp;',
      '&#8;',
      '<a href=',
      '"',
      '\u0000',
      '>',
    ],
    ...[
      '{"items":[',
      '{"id":"a"}',
      ']}',
      '<author>',
      '<name>',
      'é',
      'https://example.org/',
      '<?xml encoding="utf-16"?>',
      '<!DOCTYPE x [',
    ],
  );

  test('they are a feed or are refused', () => {
    const documents = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(words, { maxLength: 60 }).map((list) => new TextEncoder().encode(list.join(''))),
      fc.array(words, { maxLength: 60 }).map((list) => Buffer.from(list.join(''), 'utf16le')),
    );
    fc.assert(
      fc.property(documents, (bytes) => {
        const read = parseForeignFeed(bytes, {});
        const shown = isNoFeed(read) ? read.message : JSON.stringify(read.entries.map(({ html: _, ...rest }) => rest));

        expect(shown).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      }),
      { numRuns: runs(2000) },
    );
  });

  test('a feed cut anywhere is read as far as it goes', () => {
    const whole = Buffer.from(rss('<item><title>A</title><link>https://garden.example.org/a</link></item>'.repeat(3)));
    fc.assert(
      fc.property(fc.nat(whole.length), (end) => {
        const read = parseForeignFeed(whole.subarray(0, end), {});
        expect(isNoFeed(read) || read.entries.length <= 3).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  test.each([
    ['elements that nest', '<a>', ''],
    ['ends without a beginning', '<item><a>', '</b>'],
    ['comments without an end', '', '<!--'],
    ['sections without an end', '', '<![CDATA['],
    ['instructions without an end', '', '<?a'],
    ['tags without an end', '', '<a b="'],
    ['references', '<item><title>', '&amp;'],
    ['elements in a title', '<item><title type="html">', '&lt;b&gt;'],
    ['namespaces', '', '<a xmlns:b="c"/>'],
  ])('many %s are read in steps in proportion to them', (_, before, piece) => {
    // Ten times the square of this would take minutes, in which the test ends.
    const read = parseForeignFeed(
      Buffer.from(`<rss><channel>${before}${piece.repeat(300_000)}${before === '<a>' ? before.repeat(300_000) : ''}`),
      {},
    );
    expect(isNoFeed(read) || read.isCut).toBe(true);
  });
});
