import { expect, test } from 'vitest';
import { parseContent, printableLine, textOf } from '../../src/email/content.ts';

test.each([
  ['line ends and tabs are spaces', ' a\r\n\tb ', 'a b'],
  ['control characters go', 'a\u0000\u0008\u009bb', 'ab'],
  ['markup and emoji are text', '<b>"👩‍🌾"</b>', '<b>"👩‍🌾"</b>'],
  ['a mark that turns text is closed, so that the text after it is not turned', 'a \u202eb', 'a \u202eb\u202c'],
  ['so is what isolates it, from inside to outside', '\u2067a\u202bb', '\u2067a\u202bb\u202c\u2069'],
  ['what is closed stays', '\u2068a\u2069 \u202ab\u202c', '\u2068a\u2069 \u202ab\u202c'],
  ['marks of direction stay', '\u200fa\u200e', '\u200fa\u200e'],
])('in a line of a record, %s', (_, text, line) => {
  expect(printableLine(text)).toBe(line);
});

test.each([
  ['TeX', '<math><mi>a</mi><annotation encoding="application/x-tex">\\alpha</annotation></math>', '\\alpha'],
  ['words', '<math alttext="alpha"><mi>a</mi></math>', 'alpha'],
  ['letters', '<math><mrow><mi>a</mi><mo>+</mo></mrow></math>', 'a+'],
  ['no second time', '<math><mi>a</mi><annotation-xml><mi>b</mi></annotation-xml></math>', 'a'],
])('a formula is its %s', (_, content, text) => {
  expect(textOf(parseContent(content))).toBe(text);
});

test('an annotation outside of a formula is text like any other', () => {
  expect(textOf(parseContent('<p><annotation>a</annotation></p>'))).toBe('a');
});

test('content of 200 KB in one paragraph is read, and so are elements that nothing closes', () => {
  const words = 'frost &amp; kale '.repeat(12_000);
  expect(textOf(parseContent(`<p>${words}</p>`))).toBe('frost & kale '.repeat(12_000));
  expect(textOf(parseContent('<p>a<em>b'))).toBe('ab');
});
