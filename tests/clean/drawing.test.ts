import fc from 'fast-check';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { harmlessDrawing } from '../../src/clean/drawing.ts';
import { runs } from '../runs.ts';

const svg = (inner: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"${attributes}>${inner}</svg>`;

/** What could run in a drawing. */
function dangersIn(drawing: string): string[] {
  const document = XmlDocument.fromString(drawing);
  const found: string[] = [];
  const visit = (element: XmlElement) => {
    if (
      /^(script|iframe|object|embed|handler|listener|link|meta|form|input|img|video|audio|base|html)$/i.test(
        element.name,
      )
    )
      found.push(`<${element.name}>`);
    for (const { name, value } of element.attrs) {
      const bare = value.replace(/[\u0000-\u0020]/g, '');
      if (/^on/i.test(name) || /javascript:|^data:(?!image\/(png|jpeg|gif|webp))/i.test(bare))
        found.push(`${name}="${value}"`);
      if (name === 'attributeName' && /href|^on/i.test(value)) found.push(`${name}="${value}"`);
    }
    for (let child = element.firstChild; child; child = child.next) if (child instanceof XmlElement) visit(child);
  };
  visit(document.root);
  document.dispose();
  return found;
}

describe('what could run in a drawing is taken out, and the rest of it stays:', () => {
  const circle = '<circle r="4"></circle>';

  test.each<[string, string]>([
    ['a script', `<script>alert(1)</script>${circle}`],
    ['a script in a section', `<script><![CDATA[alert("</script>")]]></script>${circle}`],
    ['a script elsewhere', `<script xlink:href="https://example.com/x.js"/>${circle}`],
    ['a script in capitals', `<SCRIPT>x</SCRIPT>${circle}`],
    ['a script by another prefix', `<h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script>${circle}`],
    ['one among the notes of a program', `<x:script xmlns:x="http://www.w3.org/2000/svg">x</x:script>${circle}`],
    ['a link by another prefix', `<x:a xmlns:x="http://www.w3.org/2000/svg" href="&#106;avascript:x">a</x:a>${circle}`],
    ['a handler', '<circle r="4" onclick="x()"></circle>'],
    ['a page within', `<iframe src="https://example.com/"></iframe>${circle}`],
    ['a picture of HTML', `<img src="x" onerror="x()"/>${circle}`],
    ['an animated address', `<animate attributeName="xlink:href" to="javascript:x"/>${circle}`],
    ['a handler that is set', `<set attributeName="onclick" to="x()"/>${circle}`],
    ['a handler of SVG Tiny', `<handler type="application/ecmascript">x</handler>${circle}`],
  ])('%s', (_, inner) => {
    expect(harmlessDrawing(svg(inner))).toBe(`${svg(circle)}\n`);
  });

  test.each<[string, string, string]>([
    ['a link to a script', '<a xlink:href="java\tscript:x"><text>a</text></a>', '<a><text>a</text></a>'],
    ['a link to a page in an address', '<a href="data:text/html,x">a</a>', '<a>a</a>'],
    ['a drawing within an address', '<use href="data:image/svg+xml,x"/>', '<use></use>'],
    [
      'what a label holds',
      '<foreignObject><div onclick="x">a</div><object data="x"/></foreignObject>',
      '<foreignObject><div>a</div></foreignObject>',
    ],
  ])('%s', (_, inner, expected) => {
    expect(harmlessDrawing(svg(inner))).toBe(`${svg(expected)}\n`);
  });

  test('an address by a prefix of its own', () => {
    const link = '<a xmlns:y="http://www.w3.org/1999/xlink" y:href="&#106;avascript:x">a</a>';
    expect(harmlessDrawing(svg(link))).toBe(`${svg('<a xmlns:y="http://www.w3.org/1999/xlink">a</a>')}\n`);
  });

  test('a handler of the drawing itself, a style sheet that transforms, and entities', () => {
    expect(harmlessDrawing(svg('', ' onload="x()"'))).toBe(`${svg('')}\n`);
    expect(harmlessDrawing(`<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#x"?>${svg('')}`)).toBe(
      `${svg('')}\n`,
    );
    const doctype = '<!DOCTYPE svg [<!ENTITY a "<script>x</script>"><!ENTITY b "circle">]>';
    expect(harmlessDrawing(`${doctype}${svg('<title>&a;&b;</title>')}`)).toBe(
      `${svg('<title>&amp;a;circle</title>')}\n`,
    );
  });
});

test.each<[string, string]>([
  [
    'a drawing',
    svg('<style>circle { fill: red }</style><g id="a"><circle r="4" style="fill:red"/></g><use href="#a"/>'),
  ],
  [
    'one with a declaration, a document type and comments',
    `<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<!-- a -->${svg('<path d="M0 0"/>')}`,
  ],
  ['links and pictures', svg('<a href="https://example.org/"><image xlink:href="data:image/png;base64,AA"/></a>')],
  [
    'the notes of a program',
    svg(
      '<metadata><rdf:RDF xmlns:rdf="x"><cc:Work xmlns:cc="y"/></rdf:RDF></metadata><sodipodi:namedview xmlns:sodipodi="z"/>',
    ),
  ],
  ['an animation', svg('<circle r="1"><animate attributeName="r" values="1;2" dur="1s"/></circle>')],
  ['a page, which is no drawing', '<html><script>x</script></html>'],
])('%s stays byte for byte', (_, drawing) => {
  expect(harmlessDrawing(drawing)).toBeUndefined();
});

test('whatever a drawing holds, nothing in it runs', () => {
  const piece = fc.constantFrom(
    ...[
      '<g>',
      '</g>',
      '<script>',
      '</script>',
      '<a href="',
      'javascript:x',
      'data:text/html,x',
      '">',
      '<set attributeName="href" to="',
      '"/>',
    ],
    ...[
      '<foreignObject>',
      '<iframe srcdoc="',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?x ',
      '?>',
      '<!DOCTYPE svg [',
      '<!ENTITY a "',
      ']>',
      '&a;',
      '&#106;',
    ],
    ...[
      '<circle onload="x"/>',
      ' onclick="x"',
      '<x:script xmlns:x="http://www.w3.org/2000/svg">',
      '<svg onload="x">',
      '</svg>',
      'word',
      '&amp;',
      '<',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(piece, { maxLength: 3 }), (inner, before) => {
      const drawing = `${before.join('')}${svg(inner.join(''))}`;
      const cleaned = harmlessDrawing(drawing);
      if (cleaned !== undefined) {
        expect(dangersIn(cleaned)).toEqual([]);
        expect(harmlessDrawing(cleaned) ?? cleaned).toBe(cleaned);
        return;
      }
      // What stays as it is either holds nothing, or no browser shows it.
      let dangers: string[];
      try {
        dangers = dangersIn(drawing);
      } catch {
        return;
      }
      expect(dangers).toEqual([]);
    }),
    { numRuns: runs(2000) },
  );
});
