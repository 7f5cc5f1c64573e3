import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import {
  escapeText,
  escapeXml,
  noCharacterIn,
  oneLine,
  stripForbidden,
  stripNoCharacters,
  visible,
} from '../../src/lib/escape.ts';
import { runs } from '../runs.ts';
import { anyText } from '../text.ts';

test.each<[string, string]>([
  ['plain', 'plain'],
  ['a\u0008b\u0000c\u001b', 'abc'],
  ['a\u000bb\u000cc', 'a b c'],
  ['tab\tline\nreturn\r', 'tab\tline\nreturn\r'],
  ['\ufffe\uffff', ''],
  ['\ud800 and \udfff', '\ufffd and \ufffd'],
  ['👍 stays', '👍 stays'],
])('what XML forbids in %j leaves %j', (text, expected) => {
  expect(stripForbidden(text)).toBe(expected);
});

test('text in one line has no line ends, double spaces or forbidden characters', () => {
  expect(oneLine('  a\n\tb\u000b c\u0008\u00a0d ')).toBe('a b c d');
});

test('quotes are only escaped where they could end an attribute', () => {
  expect(escapeXml(`<a href="x">'&'</a>`)).toBe("&lt;a href=&quot;x&quot;&gt;'&amp;'&lt;/a&gt;");
  expect(escapeText('"]]>" & <b>')).toBe('"]]&gt;" &amp; &lt;b&gt;');
});

test('any text arrives as it was through an XML parser', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      // A parser turns each line end in text into LF, and each white space of an attribute into a space (XML 1.0, 2.11 and 3.3.3).
      const allowed = stripForbidden(text);
      const document = XmlDocument.fromString(`<a b="${escapeXml(allowed)}">${escapeText(allowed)}</a>`);
      expect(document.root.content).toBe(allowed.replace(/\r\n?/g, '\n'));
      expect(document.root.attr('b')?.value).toBe(allowed.replace(/\r\n?/g, '\n').replace(/[\t\n]/g, ' '));
      document.dispose();
    }),
    { numRuns: runs(500) },
  );
});

test.each([
  ['a\tb\nc\u2028d', 'a b c d'],
  ['\u001b[31mred\u009b', '\ufffd[31mred\ufffd'],
  ['\u202eabc\u2069\u200f', '\ufffdabc\ufffd\ufffd'],
  ['\ud800', '\ufffd'],
  ['Grüße 👍', 'Grüße 👍'],
])('%j is shown in a terminal as %j', (text, expected) => {
  expect(visible(text)).toBe(expected);
});

test.each([
  ['a\ufdd0b\ufdefc\uffff\u0001', 'abc'],
  ['a\ufdcf\ufdf0b', 'a\ufdcf\ufdf0b'],
  ['line\fline', 'line line'],
])('of text from elsewhere, %j, only characters are left', (given, left) => {
  expect(stripNoCharacters(given)).toBe(left);
});

test('what is no character is named by its number and found where it is first', () => {
  expect(noCharacterIn('a\n\ufdd0\u0001')).toEqual({ index: 2, name: 'U+FDD0' });
  expect(noCharacterIn('a\u0001')).toEqual({ index: 1, name: 'U+0001' });
  expect(noCharacterIn('a\t\u000b\u000c\n\ufdcf\u{1f600}')).toBeUndefined();
});
