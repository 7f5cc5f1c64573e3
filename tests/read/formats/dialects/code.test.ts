import { decodeXML } from 'entities';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../../../src/read/formats/dialects/shield.ts';
import { runs } from '../../../runs.ts';
import { anyText } from '../../../text.ts';
import { cleaned, dangersIn } from '../../cleaned.ts';
import { foreignContent } from './foreign.ts';

/** Markup of every dialect, and pieces of it that mean something only together. */
const pieces = [
  '{{< figure src="a.png" >}}',
  '{{% notice %}}',
  '{{% /notice %}}',
  '{{< details "x" >}}',
  '{{< /details >}}',
  '{{</* x */>}}',
  '{{< ',
  ' >}}',
  '{{ site.url }}',
  '{{ "a" | b }}',
  '{{',
  '}}',
  '{% include a %}',
  '{% raw %}',
  '{% endraw %}',
  '{% if a %}',
  '{% quote() %}',
  '{% end %}',
  '{%',
  '%}',
  '{# a #}',
  '{#a}',
  '{: .b #c}',
  '{:toc}',
  ':tada:',
  '::: tip',
  ':::',
  '[toc]',
  '[ ] ',
  '[!NOTE]',
  '[gallery ids="1"]',
  '<Badge />',
  '<Note>',
  '</Note>',
  '{a.b}',
  '{/* c */}',
  'import a from "b"',
  'export const a = {',
  '}',
  'words ',
  ' ',
  '"',
];
const line = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 })
  .map((all) => all.join(''))
  .filter((text) => text.trim() !== '');
const lines = fc.array(line, { minLength: 1, maxLength: 4 });
const plain = (text: string) => text.trim().replace(/<(?=[/\w])/g, 'x');

/** Code as a writer marks it, and as it must arrive; and text between, which is no code. */
const kinds: Readonly<Record<string, fc.Arbitrary<{ readonly text: string; readonly code?: string }>>> = {
  fence: lines.map((all) => ({ text: `\`\`\`\n${all.join('\n')}\n\`\`\``, code: `${all.join('\n')}\n` })),
  'a fence in a list': lines.map((all) => ({
    text: `- a\n\n  ~~~ js\n${all.map((one) => `  ${one}`).join('\n')}\n  ~~~`,
    code: `${all.join('\n')}\n`,
  })),
  'a fence in a quotation': lines.map((all) => ({
    text: `> \`\`\`\n${all.map((one) => `> ${one}`).join('\n')}\n> \`\`\``,
    code: `${all.join('\n')}\n`,
  })),
  indented: lines.map((all) => ({
    text: `Text\n\n${all.map((one) => `    ${one}`).join('\n')}`,
    code: `${all.join('\n')}\n`,
  })),
  'in a line': line.map((one) => ({ text: `a \`${one.trim()}\` b`, code: one.trim() })),
  // A bar would end the cell.
  'in a cell': line.map((one) => {
    const code = one.trim().replaceAll('|', '/');
    return { text: `| a |\n| - |\n| \`${code}\` |`, code };
  }),
  'in HTML': line.map((one) => ({ text: `<p><code>${plain(one)}</code></p>`, code: plain(one) })),
  'in HTML in a line': line.map((one) => ({ text: `a <code>\`${plain(one)}\`</code> b`, code: plain(one) })),
  pre: lines.map((all) => ({
    text: `<pre><code>${all.map(plain).join('\n')}</code></pre>`,
    code: all.map(plain).join('\n'),
  })),
};
const prose = line.map((one) => ({ text: `x${one.replace(/\{\{<? *$|"/g, '')}`, code: undefined }));

function codeIn(html: string): string[] {
  return Array.from(html.matchAll(/<code[^>]*>([\s\S]*?)<\/code>/g), ([, code = '']) =>
    decodeXML(code.replace(/<[^>]*>/g, '')),
  );
}

describe('code arrives byte for byte, whatever stands in it and around it:', () => {
  const inMarkdown = Object.keys(kinds);
  // There, blanks make no code, and what stands in elements is not read.
  const inMdx = inMarkdown.filter((name) => name !== 'indented' && name !== 'in HTML in a line');
  test.each<[Dialect, readonly string[]]>([
    ['markdown', inMarkdown],
    ['mdx', inMdx],
  ])('in %s', (dialect, names) => {
    const block = fc.oneof(prose, ...names.map((name) => kinds[name]!));
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const html = foreignContent(blocks.map(({ text }) => text).join('\n\n'), { dialect });
        expect(codeIn(html)).toEqual(blocks.flatMap(({ code }) => code ?? []));
      }),
      { numRuns: runs(1000) },
    );
  });

  test('in comments, of which nothing arrives', () => {
    expect(foreignContent('a\n\n<!-- {% raw %} {{< b -->\n\nc {{ site.title }}')).toBe(
      '<p>a</p>\n\n<p>c The Letter</p>',
    );
  });
});

test('whatever is written becomes well-formed, harmless XML that stays the same, without a trace of placeholders', () => {
  const piece = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ...pieces,
        '\n',
        '\n\n',
        '- ',
        '> ',
        '`',
        '**',
        '<a href="',
        '">',
        '](',
        '[',
        '{% highlight js %}',
        '{% endhighlight %}',
      ),
    },
    anyText,
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 25 }),
      fc.constantFrom<Dialect>('markdown', 'mdx'),
      fc.boolean(),
      (all, dialect, keeps) => {
        const html = foreignContent(all.join(''), { dialect, keeps });
        expect(html).not.toMatch(/foreign\d+x|nowhere/);
        expect(dangersIn(html)).toEqual([]);
        expect(cleaned(html)).toBe(html);
      },
    ),
    { numRuns: runs(1000) },
  );
});
