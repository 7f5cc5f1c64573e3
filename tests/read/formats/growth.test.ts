import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../runs.ts';
import { shapes } from './growing.ts';

/** How many times the steps grow where texts of these pieces become four times as long; without pieces, those of the shapes. */
async function growthOf(size: number, pieces: readonly (readonly string[])[]): Promise<number[]> {
  const script = fileURLToPath(new URL('./growing.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify([size, pieces])]);
  return JSON.parse(stdout) as number[];
}

describe('four times as much text takes about four times the steps', () => {
  test('where it asks the same again and again', async () => {
    const grown = await growthOf(250, []);
    const names = Object.keys(shapes);
    expect(grown).toHaveLength(names.length);
    expect(names.filter((_, index) => grown[index]! > 5)).toEqual([]);
  });

  test('whatever is written again and again', async () => {
    const piece = fc.constantFrom(
      ...[
        '# a\n',
        '\n',
        '\n\n',
        '- ',
        '1. ',
        '> ',
        '| ',
        '---\n',
        '    ',
        '```\n',
        '[^#]',
        '[^#]: ',
        '^[',
        '[a](',
        '![b](',
        ')',
        ']',
        '[',
      ],
      ...[
        '*',
        '_',
        '~~',
        '`',
        '<b>',
        '</b>',
        '<p>',
        '<table>',
        '<td>',
        '<!--',
        '-->',
        '<a href="#',
        '">',
        '<select>',
        '</p ',
        '<svg/>',
      ],
      ...[
        '&amp;',
        '&',
        '\\',
        'https://example.org/#',
        'word ',
        'word# ',
        '<img src="#">',
        '"',
        '<p hidden>',
        '<video>',
        '<script>',
        '{{',
        '{%',
        '{{< ',
        '>}}',
        '{% raw %}',
        '{% highlight #',
        '%}',
        '}}',
        '::: tip\n',
        ':::\n',
        '{#a}',
        '{: .b',
        '<Note ',
        '<Note>',
        '={',
        'export const a = {\n',
        '[!NOTE]',
        ':tada:',
      ],
    );
    const texts = fc.array(fc.array(piece, { minLength: 1, maxLength: 4 }), { minLength: 25, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(texts, async (all) => {
        const grown = await growthOf(1000, all);
        // To the square, they would grow sixteenfold.
        expect(all.filter((_, index) => grown[index]! > 6)).toEqual([]);
      }),
      { numRuns: Math.ceil(runs(100) / 25), endOnFailure: true },
    );
  });
});
