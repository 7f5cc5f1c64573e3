import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileIssue } from '../../../src/email/compile.ts';
import { fallbackValues, fillLetter } from '../../../src/email/slots.ts';
import { loadTheme } from '../../../src/publish/themes/theme.ts';
import { type FrameLook, frameDocument } from '../../../src/studio/letter/frame-document.ts';
import { publication, summaries } from '../../email/digest.ts';
import { runs } from '../../runs.ts';

const usual: FrameLook = { scheme: 'light', pictures: true, styles: true };
const framed = (html: string, look: Partial<FrameLook> = {}) => frameDocument(html, { ...usual, ...look });
const page = (head: string, body = '') => `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;

async function finished(theme = 'plain'): Promise<string> {
  const letter = await compileIssue(summaries, publication, await loadTheme(theme));
  return fillLetter(letter, fallbackValues(summaries, publication.settings)).html;
}

describe('light and dark', () => {
  const dark = '@media (prefers-color-scheme: dark) { p { color: #fff } }';

  test.each([
    ['light', '(max-width: 0)'],
    ['dark', '(min-width: 0)'],
  ] as const)('the toggle alone decides on rules for dark mode: %s', (scheme, query) => {
    const html = framed(page(`<style>${dark}</style>`), { scheme });
    expect(html).toContain(`@media ${query} { p { color: #fff } }`);
    expect(html).not.toContain('prefers-color-scheme');
    expect(html).toContain(`<style>:root { color-scheme: ${scheme} !important; }</style></head>`);
  });

  test.each([
    ['@media screen and (prefers-color-scheme:dark){}', '@media screen and (min-width: 0){}'],
    ['@media (prefers-color-scheme: light) {}', '@media (max-width: 0) {}'],
    ['@MEDIA ( Prefers-Color-Scheme : DARK ) {}', '@MEDIA (min-width: 0) {}'],
    ['@media (prefers-color-scheme) {}', '@media (min-width: 0) {}'],
    ['@media (max-width: 480px), (prefers-color-scheme: dark) {}', '@media (max-width: 480px), (min-width: 0) {}'],
    [
      'p::before { content: "@media (prefers-color-scheme: dark)" }',
      'p::before { content: "@media (prefers-color-scheme: dark)" }',
    ],
    ['/* @media (prefers-color-scheme: dark) */', '/* @media (prefers-color-scheme: dark) */'],
  ])('%s is decided as a browser reads it', (css, decided) => {
    expect(framed(page(`<style>${css}</style>`), { scheme: 'dark' })).toContain(`<style>${decided}</style>`);
  });

  test('so are sheets that ask in an attribute, and what the letter says of its schemes', () => {
    const html = framed(
      page('<meta name="color-scheme" content="light dark"><style media="(prefers-color-scheme: dark)">p{}</style>'),
    );
    expect(html).toContain('<meta name="color-scheme" content="light">');
    expect(html).toContain('<style media="(max-width: 0)">');
  });

  test('every other byte of a letter is kept, conditional comments of Outlook among them', async () => {
    const html = await finished();
    const shown = framed(html)
      .replace('<style>:root { color-scheme: light !important; }</style>', '')
      .replaceAll('(max-width: 0)', '(prefers-color-scheme: dark)');
    expect(shown).toBe(html.replace(/(<meta name="(?:supported-)?color-schemes?" content=")[^"]*/g, '$1light'));
    expect(shown).toContain('<!--[if mso');
  });

  test.each([
    '<p>Text</p>',
    '<html><p>Text',
    '',
    '<style>p{',
  ])('the document %j without a head is shown, too', (html) => {
    expect(framed(html, { scheme: 'dark' })).toContain('color-scheme: dark');
  });
});

describe('the dark modes of programs that know no rules', () => {
  const body = (style: string) => page('', `<p style="${style}">Text</p>`);

  test.each([
    ['inverted', 'color: #000000', 'color: #ffffff'],
    ['inverted', 'background-color: #ffffff', 'background-color: #141414'],
    ['inverted', 'background: white url(a.png)', 'background: #141414 url(a.png)'],
    ['inverted', 'background-color: #000', 'background-color: #ffffff'],
    ['inverted', 'color: #fff', 'color: #000000'],
    ['inverted', 'border: 1px solid #000', 'border: 1px solid #ffffff'],
    ['inverted', 'color: rgb(0, 0, 0)', 'color: #ffffff'],
    ['inverted', 'color: rgba(0, 0, 0, 0.5)', 'color: #ffffff80'],
    ['inverted', 'color: inherit; font: 12px black-face', 'color: inherit; font: 12px black-face'],
    ['inverted', 'background-color: transparent', 'background-color: transparent'],
    ['inverted', 'background: url(white.png)', 'background: url(white.png)'],
    ['outlook', 'background-color: #ffffff', 'background-color: #141414'],
    ['outlook', 'background-color: #000000', 'background-color: #000000'],
    ['outlook', 'color: #222222', 'color: #dddddd'],
    ['outlook', 'color: #eeeeee', 'color: #eeeeee'],
  ] as const)('%s: %s becomes %s', (scheme, style, turned) => {
    expect(framed(body(style), { scheme })).toContain(`<p style="${turned}">`);
  });

  test('a colour keeps its hue', () => {
    expect(framed(body('color: #0b5394'), { scheme: 'inverted' })).toContain('<p style="color: #6bb3f4">');
  });

  test('both turn the colours of style sheets and of old attributes', () => {
    const html = page('<style>p { color: #000 }</style>', '<table bgcolor="#ffffff"><font color="#000000">');
    const shown = framed(html, { scheme: 'inverted' });
    expect(shown).toContain('p { color: #ffffff }');
    expect(shown).toContain('<table bgcolor="#141414"><font color="#ffffff">');
  });

  test('neither knows the rules for dark mode that a letter has', async () => {
    expect(framed(await finished(), { scheme: 'inverted' })).toContain('@media (max-width: 0)');
  });

  test('the rules for Outlook apply in its own dark mode, in their own colours, and in no other', async () => {
    const html = await finished();
    const rule = /\[data-ogsb\] \.page[^}]*\}/.exec(html)![0];
    const outlook = framed(html, { scheme: 'outlook' });
    expect(outlook).toContain(rule);
    expect(outlook).toMatch(/<html[^>]* data-ogsb="" data-ogsc="">/);
    expect(framed(html, { scheme: 'inverted' })).not.toMatch(/<html[^>]* data-ogs/);
  });
});

describe('without pictures', () => {
  const shown = (body: string) => /<body>(.*)<\/body>/s.exec(framed(page('', body), { pictures: false }))![1];

  test('a picture is its text in a box of its size', () => {
    const box = shown(
      '<img src="https://example.org/a.png" alt="A &lt;boat&gt;" width="600" height="400" style="width:100%;" />',
    );
    expect(box).toBe(
      '<span style="width:100%; display: inline-block; aspect-ratio: 600 / 400; box-sizing: border-box; max-width: 100%; overflow: hidden; border: 1px solid; padding: 4px;">A &lt;boat&gt;</span>',
    );
  });

  test('a picture of unknown height takes a line, and one without a text stays a box', () => {
    expect(shown('<img src="a.png" width="40">')).toMatch(/width: 40px; min-height: 1\.5em;.*><\/span>$/);
  });

  test('rules that hide a picture for one scheme still do', () => {
    expect(shown('<img class="logo-dark" src="a.png" alt="Logo" style="display:none">')).toMatch(
      /^<span class="logo-dark" style="display:none; min-height/,
    );
  });

  test.each([
    ['<td background="a.png">x</td>', '<td>x</td>'],
    ['<p style="background: #eee url(a.png)">x</p>', '<p style="background: #eee none">x</p>'],
    ['<picture><source srcset="a.png"></picture>', '<picture></picture>'],
    ['<svg><image href="a.png" /></svg><p>x</p>', '<p>x</p>'],
  ])('%s loads nothing', (body, expected) => {
    expect(shown(body)).toBe(expected);
  });

  test('a letter of several pictures asks for none', async () => {
    const html = framed(await finished('magazine'), { pictures: false });
    expect(html.replace(/<!--[\s\S]*?-->/g, '')).not.toMatch(/<img|background="|url\(/i);
    expect(html).toContain('A lighthouse on a dark coast');
  });
});

describe('without the styles of the head', () => {
  test('those of elements stay', () => {
    const html = framed(page('<style>p{color:red}</style><title>T</title>', '<p style="color: #000">x</p>'), {
      styles: false,
    });
    expect(html).not.toContain('color:red');
    expect(html).toContain('<title>T</title>');
    expect(html).toContain('<p style="color: #000">x</p>');
  });

  test('rules for dark mode go with them', async () => {
    expect(framed(await finished(), { styles: false, scheme: 'dark' })).not.toContain('@media');
  });
});

describe('whatever a theme writes', () => {
  const pieces = fc.constantFrom(
    ...[
      '<p style="color: #000">',
      '</p>',
      '<style>',
      '</style>',
      '@media (prefers-color-scheme: dark) {',
      '}',
      '<!--[if mso]>',
    ],
    ...[
      '<![endif]-->',
      '<img src="a.png" alt="A">',
      '<img',
      '"',
      '<svg>',
      '</svg>',
      'words',
      '<',
      '&amp;',
      'url(',
      '<head>',
      '</head>',
    ],
  );
  const documents = fc.array(pieces, { maxLength: 12 }).map((some) => some.join(''));
  const looks = fc.record({
    scheme: fc.constantFrom('light', 'dark', 'inverted', 'outlook'),
    pictures: fc.boolean(),
    styles: fc.boolean(),
  });

  test('something is shown, and no question about the scheme is left in a style sheet', () => {
    fc.assert(
      fc.property(documents, looks, (html, look) => {
        const shown = frameDocument(`<style>@media (prefers-color-scheme: dark) { p {} }</style>${html}`, look);
        expect(shown).toContain('color-scheme: ');
        expect(shown.startsWith('<style>@media (prefers-color-scheme')).toBe(false);
      }),
      { numRuns: runs(200) },
    );
  });

  test('text outside of tags is kept where nothing is left out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const words = text.replace(/[<>&]/g, '');
        expect(framed(page('', words), { scheme: 'inverted' })).toContain(`<body>${words}</body>`);
      }),
      { numRuns: runs(200) },
    );
  });
});
