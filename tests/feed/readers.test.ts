import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formatsOf from 'ajv-formats';
import jsonFeedSchema from 'jsonfeed-schema/schema-v1.1.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import type { FeedDocument } from '../../src/feed/document.ts';
import { renderFeed } from '../../src/feed/feed.ts';
import { mainFeed } from '../../src/feed/feeds.ts';
import { atomSchema } from '../../src/feed/prove/atom-schema.ts';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { canonical, sampleFeed, type Told, tellJson } from './reading.ts';

const hostile = 'Salt & <3 ]]> &amp; "庭" \'👩‍👩‍👧‍👦\' مرحبا';

const feeds: readonly [name: string, feed: FeedDocument][] = [
  ['a sample publication', sampleFeed()],
  ['a publication without articles', mainFeed(samplePublication({ articles: [] }))],
  [
    'hostile words',
    sampleFeed({
      title: hostile,
      description: hostile,
      articles: [
        sampleArticle({
          title: hostile,
          summary: hostile,
          tags: ['a ]]> <b> & "c"', '庭'],
          authors: [{ name: hostile }, { name: 'Second & <Author>' }],
          notice: hostile,
          attachments: sampleArticle().attachments.toReversed(),
          content:
            '<p>Text &lt;3 &amp;amp; "quotes" ]]&gt; 庭</p><pre><code>&lt;br /&gt;\n  x</code></pre><hr /><td></td>',
        }),
      ],
    }),
  ],
];

const xmllint = requires('xmllint');

test.skipIf(!xmllint).each(feeds)(
  'xmllint finds the Atom feed of %s valid by the schema of RFC 4287',
  async (_, feed) => {
    const folder = await folderOf({ 'atom.rng': atomSchema, 'atom.xml': await renderFeed('atom', feed) });
    const args = ['--noout', '--nonet', '--relaxng', join(folder, 'atom.rng'), join(folder, 'atom.xml')];
    const { status, stderr } = spawnSync(xmllint!, args, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  },
);

test.each(feeds)('the JSON feed of %s is valid by the schema of JSON Feed 1.1', async (_, feed) => {
  const ajv = new Ajv({ strict: false });
  formatsOf.default(ajv);
  const validate = ajv.compile(jsonFeedSchema);
  validate(JSON.parse(await renderFeed('json', feed)));
  expect(validate.errors).toBeNull();
});

const python = requires('feedparser');

describe.skipIf(!python)('feedparser', () => {
  test.each(feeds)('reads the same from Atom and RSS as JSON says: %s', async (_, feed) => {
    const json = tellJson(await renderFeed('json', feed)).map(asParsed);
    for (const format of ['atom', 'rss'] as const) {
      const { bozo, title, items } = parse(await renderFeed(format, feed));
      expect(Number(bozo), format).toBe(0);
      expect(title, format).toBe(feed.title);
      // RSS describes an item without a summary by its opening, and feedparser an entry of Atom by its content.
      const parsed = items.map((item, index) => ({ ...asParsed(item), ...(!json[index]?.summary && { summary: '' }) }));
      expect(parsed, format).toEqual(json);
    }
  });
});

/** What feedparser understands, its guards against HTML turned off. It says no language where a feed's own holds. */
function parse(xml: string): { bozo: boolean | number; title: string; items: Told[] } {
  const program = `
import calendar, feedparser, html, json, sys
feed = feedparser.parse(sys.stdin.buffer.read(), sanitize_html=False, resolve_relative_uris=False)
def shown(detail):
    if detail is None: return ''
    return html.unescape(detail.value) if detail.type == 'text/html' else detail.value
def tell(entry):
    links = [link for link in entry.links if link.rel == 'enclosure']
    media = [medium['url'] for medium in entry.get('media_content', []) if medium.get('medium') != 'image']
    via = [link.href for link in entry.links if link.rel == 'via'] + [entry.get('dc_source', '')]
    return {
        'id': entry.id, 'url': entry.link, 'title': entry.title, 'summary': shown(entry.get('summary_detail')),
        'authors': [author['name'] for author in entry.authors],
        'tags': [tag['term'] for tag in entry.get('tags', [])],
        'language': entry.get('language') or entry['content'][0].language or feed.feed.language,
        'published': calendar.timegm(entry.published_parsed) * 1000,
        'updated': calendar.timegm(entry.updated_parsed) * 1000,
        'image': entry.media_thumbnail[0]['url'] if 'media_thumbnail' in entry else '',
        'attachments': [link.href for link in links] + media,
        'source': via[0], 'content': entry.content[0].value,
    }
json.dump({'bozo': feed.bozo, 'title': feed.feed.title, 'items': [tell(entry) for entry in feed.entries]}, sys.stdout)
`;
  return JSON.parse(execFileSync(python!, ['-c', program], { input: xml, encoding: 'utf8' }));
}

/** feedparser writes markup its own way. */
function asParsed(item: Told): Told {
  return { ...item, attachments: item.attachments.toSorted(), content: canonical(item.content) };
}
