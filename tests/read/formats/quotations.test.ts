import fc from 'fast-check';
import Markdown from 'markdown-it';
import footnote from 'markdown-it-footnote';
import { expect, test } from 'vitest';
import { shortQuotations } from '../../../src/read/formats/quotations.ts';
import { runs } from '../../runs.ts';

const usual = new Markdown({ html: true }).use(footnote);
const short = new Markdown({ html: true }).use(footnote).use(shortQuotations);

const lines = (count: number, line: string) => `${line}\n`.repeat(count);

test.each([
  ['a quotation of one line', '> a\nb\n\nc'],
  ['a long one', lines(100, '> a')],
  ['a long one whose last lines have no mark', `> a\n${lines(100, 'b')}`],
  ['a long one of code', `> \`\`\`\n${lines(100, '> a')}> \`\`\`\nb\n`],
  ['code that a line without a mark ends', `> \`\`\`\n${lines(40, '> a')}b\n`],
  ['a heading before lines without a mark', lines(60, '> # a\nb')],
  ['a name that is given in it', `${lines(40, '> a')}> \n> [b]: c\n\n[b] [d]\n\n> [d]: e "\n${lines(20, '> f')}> "\n`],
  ['notes in it', `x[^a]\n\n> [^a]: y\n${lines(40, '> z')}`],
  ['a table', `> | a |\n> | - |\n${lines(40, '> | b |')}c\n`],
  ['quotations in it', `> a\n> > # b\n${lines(40, '> c\n> > # d')}`],
  ['lists in it and around it', `- > a\n${lines(40, '  > - b\nc')}`],
])('%s is read as it always was', (_, text) => {
  expect(short.render(text)).toBe(usual.render(text));
});

test('whatever is written, quotations are read as they always were', () => {
  const piece = fc.constantFrom(
    ...[
      '> ',
      '>',
      '# a',
      '```',
      '~~~',
      'b',
      '\n',
      '\n',
      '\n',
      '\n\n',
      '    ',
      '- ',
      '1. ',
      '---',
      '===',
      '<p>',
      '</p>',
    ],
    ...['<!--', '-->', '| a | b |\n| - | - |\n', '[c]: d', ' "', '"', '[c]', '[^e]', '[^e]: ', '\t', '***'],
  );
  const text = fc.array(piece, { maxLength: 200, size: 'max' }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, (markdown) => {
      expect(short.render(markdown)).toBe(usual.render(markdown));
    }),
    { numRuns: runs(500) },
  );
});
