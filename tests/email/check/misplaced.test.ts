import { rawData } from 'caniemail';
import { expect, test } from 'vitest';
import { fitLetter } from '../../../src/email/budget.ts';
import { featuresOf, isHarmless } from '../../../src/email/check/features.ts';
import { type Markup, readMarkup } from '../../../src/email/check/markup.ts';
import { findMisplaced } from '../../../src/email/check/misplaced.ts';
import { unsupported } from '../../../src/email/check/support.ts';
import { sampleLetters, sampleSettings } from '../../../src/email/sample-letters.ts';
import { fallbackValues, fillLetter } from '../../../src/email/slots.ts';
import { loadTheme } from '../../../src/publish/themes/theme.ts';
import { withDefaults } from '../../../src/settings/input.ts';

const found = (html: string) => findMisplaced(readMarkup(html)).map(({ message }) => message);
const padding = (name: string) => `Outlook for Windows heeds padding on table cells alone, and here it is on <${name}>`;
const border = (side: string, name: string) =>
  `Outlook for Windows heeds ${side} on tables and their cells alone, and here it is on <${name}>`;

test.each([
  ['<div style="padding:28px 0 0">x</div>', [padding('div')]],
  ['<p style="margin:0;padding:4px">x</p>', [padding('p')]],
  ['<table style="padding:4px"><tr><td>x</td></tr></table>', [padding('table')]],
  ['<a href="https://example.org/" style="display:inline-block;padding:12px 20px">x</a>', [padding('a')]],
  ['<div style="border-top:1px solid #cccccc">x</div>', [border('border-top', 'div')]],
  ['<p style="border:1px solid">x</p>', [border('border', 'p')]],
  ['<blockquote style="border-left:2px solid #000000;padding-left:8px">x</blockquote>', 2],
  ['<div style="padding:1px">x</div><div style="padding:2px">y</div>', [padding('div')]],
])('what Outlook for Windows leaves out of %s is told by its element, once', (html, messages) => {
  if (typeof messages === 'number') expect(found(html)).toHaveLength(messages);
  else expect(found(html)).toEqual(messages);
});

test.each([
  ['a cell', '<table><tr><td style="padding:28px;border:1px solid">x</td></tr></table>'],
  ['a heading of a table', '<table><tr><th style="padding:8px">x</th></tr></table>'],
  ['the border of a table', '<table style="border:1px solid"><tr><td>x</td></tr></table>'],
  ['nothing', '<div style="padding:0;border:0 none;padding:0px 0">x</div><p style="border:none">x</p>'],
  ['a list', '<ul style="padding:0;padding-left:22px"><li style="padding:2px">x</li></ul>'],
  [
    'words of a line',
    '<p><code style="padding:2px 4px">x</code> <a href="#" style="background:#eeeeee;padding:2px 8px">y</a></p>',
  ],
  ['a colour of a border', '<div style="border-color:#cccccc;border-radius:4px;border-collapse:collapse">x</div>'],
  ['a button of mj-button', '<td style="mso-padding-alt:10px"><a style="display:block;padding:10px">x</a></td>'],
  ['padding that Outlook has of its own', '<div style="padding:8px;mso-padding-alt:0">x</div>'],
  ['what Outlook never sees', '<!--[if !mso]><!--><div style="padding:8px">x</div><!--<![endif]-->'],
])('%s is no finding', (_, html) => {
  expect(found(html)).toEqual([]);
});

const sheet = (css: string, html: string) => `<html><head><style>${css}</style></head><body>${html}</body></html>`;

test.each([
  ['by its name', 'div{padding:8px}', '<div>x</div>', [padding('div')]],
  ['by a class', '.box{padding:8px}', '<p class="a box">x</p>', [padding('p')]],
  ['by an id', '#box{border-left:2px solid #000000}', '<p id="box">x</p>', [border('border-left', 'p')]],
  [
    'within another',
    '.prose blockquote{padding:0 0 0 8px}',
    '<td class="prose"><blockquote>x</blockquote></td>',
    [padding('blockquote')],
  ],
  ['in a list of selectors', 'td,pre{padding:8px}', '<table><tr><td><pre>x</pre></td></tr></table>', [padding('pre')]],
  [
    'as a link that a rule makes a block',
    '.b{display:inline-block;padding:8px}',
    '<a class="b" href="#">x</a>',
    [padding('a')],
  ],
  [
    'once, although a style says it again',
    '.b{padding:8px}',
    '<div class="b" style="padding:9px">x</div>',
    [padding('div')],
  ],
])('a rule of a style sheet for an element %s is told of where Outlook for Windows leaves it out', (_, css, html, messages) => {
  expect(found(sheet(css, html))).toEqual(messages);
});

test.each([
  ['for a cell', '.box{padding:8px;border:1px solid}', '<table><tr><td class="box">x</td></tr></table>'],
  ['for words of a line', 'code{padding:1px 4px}', '<p><code>x</code></p>'],
  ['that holds for no element', '.gone{padding:8px}', '<div>x</div>'],
  ['that the element takes back', '.box{padding:8px}', '<div class="box" style="padding:0">x</div>'],
  ['that a stronger rule takes back', '#box{padding:0}div{padding:8px}', '<div id="box">x</div>'],
  ['for phones, which Outlook passes over', '@media (max-width:480px){div{padding:8px}}', '<div>x</div>'],
  [
    'whose selector Outlook does not know',
    '[data-x] div{padding:8px}p>div{padding:8px}.a.b{padding:8px}',
    '<p data-x=""><div class="a b">x</div></p>',
  ],
  ['with padding of its own for Outlook', '.box{padding:8px;mso-padding-alt:8px}', '<div class="box">x</div>'],
])('a rule %s is no finding', (_, css, html) => {
  expect(found(sheet(css, html))).toEqual([]);
});

test.each([
  ['mj-divider', '<mj-divider border-color="#888888" />'],
  ['mj-spacer', '<mj-spacer height="30px" />'],
  ['mj-button', '<mj-button href="https://example.org/">x</mj-button>'],
  ['mj-image', '<mj-image src="https://example.org/a.png" alt="a" width="100px" />'],
  ['mj-navbar', '<mj-navbar><mj-navbar-link href="https://example.org/">x</mj-navbar-link></mj-navbar>'],
  ['mj-table', '<mj-table><tr><td>x</td></tr></mj-table>'],
  ['mj-text with padding', '<mj-text padding="10px" container-background-color="#eeeeee">x</mj-text>'],
  [
    'mj-social',
    '<mj-social><mj-social-element name="x" src="https://example.org/x.png" href="https://example.org/">x</mj-social-element></mj-social>',
  ],
])('what mjml makes of %s is no finding: it has its own for Outlook', async (_, component) => {
  const { html } = await (await import('mjml')).default(
    `<mjml><mj-body><mj-section><mj-column>${component}</mj-column></mj-section></mj-body></mjml>`,
    { fonts: {} },
  );
  const markup = readMarkup(html);
  expect(findMisplaced(markup)).toEqual([]);
  const left = [...featuresOf(markup)].filter(
    ([feature, tag]) => unsupported.has(feature) && !isHarmless(feature, tag),
  );
  // The menu of mj-navbar opens in programs for phones alone, and the check says so.
  expect(left.filter(([feature]) => feature !== ':checked')).toEqual([]);
});

test("a line of one's own beside markup for Outlook that has none is told of", () => {
  expect(found('<!--[if mso]><td style="width:10px"><![endif]--><div style="border-top:1px solid">x</div>')).toEqual([
    border('border-top', 'div'),
  ]);
  expect(found('<!--[if mso]><td style="padding:1px">x</td><![endif]-->words<div style="padding:8px">x</div>')).toEqual(
    [padding('div')],
  );
});

test('after a part that Outlook never sees, all is looked at again', () => {
  expect(found('<!--[if !mso]><!--><i>x</i><!--<![endif]--><div style="padding:8px">x</div>')).toEqual([
    padding('div'),
  ]);
});

test('caniemail.com says the same of padding and borders', () => {
  const notes = (slug: string) =>
    JSON.stringify(
      (rawData as unknown as { data: { slug: string; notes_by_num: object }[] }).data.find((one) => one.slug === slug)
        ?.notes_by_num,
    );
  expect(notes('css-padding')).toContain('Only supported on table cells');
  expect(notes('css-border')).toContain('Unreliable if used on a `<p>` or a `<div>`');
});

const themes = ['plain', 'magazine', 'dense'];

/** Every sample letter of a theme, as its readers get it. */
async function lettersOf(name: string): Promise<Markup[]> {
  const settings = sampleSettings(withDefaults({ title: 'My Letter', url: 'https://example.org/' }));
  const theme = await loadTheme(name, { settings });
  return Promise.all(
    sampleLetters(settings, {}, 'layout.mjml').map(async ({ issue }) => {
      const fitted = await fitLetter(issue, { settings, articles: [] }, theme);
      return readMarkup(fillLetter(fitted.letters[0], fallbackValues(issue, settings)).html);
    }),
  );
}

test.each(
  themes,
)('each sample letter of the theme %s has padding and borders where Outlook for Windows heeds them', async (name) => {
  expect((await lettersOf(name)).flatMap(findMisplaced)).toEqual([]);
});

test('the baseline by element: what our letters ask for and some program leaves out, and on which elements', async () => {
  const letters = await Promise.all(themes.map(lettersOf));
  const found = new Map<string, Set<string>>();
  for (const [feature, tag] of letters.flat().flatMap((markup) => [...featuresOf(markup)])) {
    if (!unsupported.has(feature) || tag === undefined || feature.startsWith('<')) continue;
    expect(isHarmless(feature, tag), `${feature} on <${tag.name}>`).toBe(true);
    found.set(feature, (found.get(feature) ?? new Set()).add(tag.name));
  }
  const table = [...found].map(([feature, elements]) => [feature, [...elements].toSorted().join(' ')]);
  expect(Object.fromEntries(table)).toEqual(baseline);
});

/** Feature → the elements of our letters that use it, in their own style or by a rule, and why nothing is lost. */
const baseline: Readonly<Record<string, string>> = {
  // Corners stay square.
  'border-radius': 'img td',
  // Long words break elsewhere, or a table grows as wide as its words.
  'overflow-wrap': 'div table td',
  'word-break': 'div table td',
  'table-layout': 'table',
  // A link of the footer breaks its line; code keeps its lines by <br>.
  'white-space': 'a pre span',
  // The attributes say the size of pictures, too; lines have their height from line-height.
  height: 'img td',
  // The preheader is hidden by display:none, and by mso-hide for Outlook.
  'max-height': 'div',
  overflow: 'div',
  // A title breaks where it is full; a link is underlined closer to its words and in their colour.
  'text-wrap': 'h1 h2 td',
  'text-underline-offset': 'a',
  'text-decoration-color': 'a',
  'text-decoration-thickness': 'a',
  // Programs without dark mode show the letter in light.
  'color-scheme': 'html',
};
