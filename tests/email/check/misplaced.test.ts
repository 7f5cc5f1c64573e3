import { rawData } from 'caniemail';
import { describe, expect, test } from 'vitest';
import { fitLetter } from '../../../src/email/budget.ts';
import { featuresOf } from '../../../src/email/check/features.ts';
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

describe.each(['plain', 'magazine', 'dense'])('each sample letter of the theme %s', async (name) => {
  const settings = sampleSettings(withDefaults({ title: 'My Letter', url: 'https://example.org/' }));
  const theme = await loadTheme(name, { settings });
  const letters = await Promise.all(
    sampleLetters(settings, {}, 'layout.mjml').map(async ({ issue }) => {
      const fitted = await fitLetter(issue, { settings, articles: [] }, theme);
      return readMarkup(fillLetter(fitted.letters[0], fallbackValues(issue, settings)).html);
    }),
  );

  test('has padding and borders where Outlook for Windows heeds them', () => {
    expect(letters.flatMap(findMisplaced)).toEqual([]);
  });

  test('has what some programs leave out on the elements of the baseline alone', () => {
    expect(letters.flatMap(beyond)).toEqual([]);
  });
});

/** Features that some program leaves out, on an element that the baseline does not name. */
function beyond(markup: Markup): string[] {
  return [...featuresOf(markup)].flatMap(([feature, tag]) => {
    if (!unsupported.has(feature) || tag === undefined) return [];
    return baseline[feature]?.split(' ').includes(tag.name) ? [] : [`${feature} on <${tag.name}>`];
  });
}

/** Feature → the elements of our letters that use it, and why nothing is lost where it is left out. */
const baseline: Readonly<Record<string, string>> = {
  // Corners stay square.
  'border-radius': 'img td',
  // Long words break elsewhere, or a table grows as wide as its words.
  'overflow-wrap': 'td table div',
  'word-break': 'td table div',
  'table-layout': 'table',
  // A link of the footer breaks its line; code keeps its lines by <br>.
  'white-space': 'a pre span',
  // The attributes say the size of pictures, too; lines have their height from line-height.
  height: 'img td',
  // The preheader is hidden by display:none, and by mso-hide for Outlook.
  'max-height': 'div',
  overflow: 'div',
  // mjml sets it to its initial value.
  'word-spacing': 'body div',
  // Words of the other direction take their place by the letters alone.
  '<bdi>': 'bdi',
};
