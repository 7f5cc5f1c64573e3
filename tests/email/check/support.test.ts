import { caniemail, rawData } from 'caniemail';
import { describe, expect, test } from 'vitest';
import { featuresOf, harmless, isHarmless } from '../../../src/email/check/features.ts';
import { readMarkup } from '../../../src/email/check/markup.ts';
import { unsupported } from '../../../src/email/check/support.ts';
import { letterOf } from '../letter.ts';

/** Our programs, by the clients that caniemail.com tests. */
const clients: Record<string, string[]> = {
  Gmail: ['gmail.desktop-webmail', 'gmail.ios', 'gmail.android', 'gmail.mobile-webmail'],
  'Outlook for Windows': ['outlook.windows'],
  'other Outlooks': ['outlook.outlook-com', 'outlook.macos', 'outlook.ios', 'outlook.android'],
  'Apple Mail': ['apple-mail.ios', 'apple-mail.macos'],
  'Yahoo Mail': ['yahoo.desktop-webmail', 'yahoo.ios', 'yahoo.android'],
  'Samsung Email': ['samsung-email.android'],
  Thunderbird: ['thunderbird.macos', 'thunderbird.windows'],
};

/** The page of caniemail.com that tells of a feature, where its name does not follow from ours. */
const pages: Record<string, string> = {
  'var()': 'css-variables',
  'calc()': 'css-unit-calc',
  'rgba()': 'css-rgba',
  'linear-gradient()': 'css-linear-gradient',
  'radial-gradient()': 'css-radial-gradient',
  'conic-gradient()': 'css-conic-gradient',
  columns: 'css-column-layout-properties',
  '.heic': 'image-heif',
  '.tif': 'image-tiff',
  '<map>': 'html-image-maps',
};

function pageOf(feature: string): string {
  if (pages[feature]) return pages[feature];
  const name = feature.replace(/[<>[\]@.()]/g, '');
  if (/^(left|right|top|bottom)$/.test(feature)) return 'css-left-right-top-bottom';
  if (/^(border|margin|padding)-(inline|block)$/.test(feature))
    return `css-${feature.replace(/(inline|block)$/, 'inline-block')}`;
  if (feature === 'column-gap') return 'css-column-layout-properties';
  if (feature.startsWith('<'))
    return /^(article|aside|figure|section|time)$/.test(name) ? 'html-semantics' : `html-${name}`;
  if (feature.startsWith('[')) return name === 'loading' ? 'html-loading-attribute' : `html-${name}`;
  if (feature.startsWith('.')) return `image-${name}`;
  if (feature.startsWith('::')) return `css-pseudo-element-${name.slice(2)}`;
  if (feature.startsWith(':')) return `css-pseudo-class-${name.slice(1)}`;
  if (feature.startsWith('@media(')) return `css-at-${name.replace('media', 'media-')}`;
  if (feature.startsWith('@')) return `css-at-${name}`;
  if (feature.startsWith('1')) return `css-unit-${name.slice(1)}`;
  if (feature.endsWith('()')) return `css-function-${name}`;
  return `css-${feature.replace(':', '-')}`;
}

interface Feature {
  readonly slug: string;
  readonly stats: Record<string, Record<string, Record<string, string>>>;
}

const data = new Map((rawData as unknown as { data: Feature[] }).data.map((feature) => [feature.slug, feature]));

test.each([...unsupported])('caniemail.com says what we say of %s', (feature, programs) => {
  const found = data.get(pageOf(feature));
  expect(found, pageOf(feature)).toBeDefined();
  const lacking = Object.entries(clients).filter(([, names]) =>
    names.some((name) => {
      const [family, platform] = name.split('.') as [string, string];
      const versions = found!.stats[family]?.[platform] ?? {};
      const newest = Object.keys(versions).toSorted().at(-1);
      return newest !== undefined && versions[newest]!.startsWith('n');
    }),
  );
  expect(programs).toEqual(lacking.map(([program]) => program));
});

test('what is harmless is known to be unsupported somewhere, so that the baseline stays short', () => {
  expect([...harmless.keys()].filter((feature) => !unsupported.has(feature))).toEqual([]);
});

describe('a letter of our own', async () => {
  const table =
    '<table><tr><td>1</td></tr></table><pre><code>x</code></pre><blockquote>q</blockquote><ruby>a<rt>b</rt></ruby>';
  const { html } = await letterOf({ content: `${table}<p><abbr>W</abbr><bdi>x</bdi><time>y</time><wbr></p>` });

  test('asks for nothing that a large program leaves out, but what is harmless', () => {
    const asked = [...featuresOf(readMarkup(html))].filter(([feature]) => unsupported.has(feature));
    expect(asked.filter(([feature, tag]) => !isHarmless(feature, tag))).toEqual([]);
  });

  test('holds nothing that the package caniemail finds and we do not know', () => {
    const { issues } = caniemail({
      clients: ['gmail.*', 'outlook.windows', 'outlook.outlook-com', 'apple-mail.*', 'yahoo.*'] as never,
      html,
    });
    const titles = [...issues.errors.values()].flat().map(({ title }) => title);
    expect([...new Set(titles)].filter((title) => !baseline.has(title))).toEqual([]);
  });
});

/**
 * What the package finds in every letter. Where selectors and style sheets are dropped, the styles in attributes hold;
 * the rest is for those programs alone that know it.
 */
const baseline: ReadonlySet<string> = new Set([
  ...harmless.keys(),
  ...['abbr', 'bdi', 'ruby', 'rt', 'rp', 'wbr'].map((name) => `<${name}> element`),
  ...['Attribute', 'Class', 'ID', 'Type', 'Chaining'].map(
    (kind) => `${kind} selector${kind === 'Chaining' ? 's' : ''}`,
  ),
  'Descendant combinator',
  'Child combinator',
  'Adjacent sibling combinator',
  '@media',
  '<style> element',
  '<body> element',
  'HTML comments',
  'color-scheme CSS property',
  'color-scheme meta tag',
  'height property',
  'max-height property',
  'display:none',
  'aria-label attribute',
]);
