import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buttonColours, writeButton } from '../../src/email/button.ts';
import { contrast } from '../../src/lib/contrast.ts';
import { runs } from '../runs.ts';
import { themeWith } from './letter.ts';

const { settings } = themeWith();
const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('a button', () => {
  test('is a cell in the accent, with its padding, and words of a colour of their own', () => {
    const html = writeButton({ label: 'Tides & <b>', url: 'https://example.org/?a=1&b=2', settings });
    expect(html).toContain(`<td class="button" bgcolor="${settings.light.accent}" style="padding:12px 20px;`);
    expect(html).toContain('href="https://example.org/?a=1&amp;b=2"');
    expect(html).toMatch(/font-size:16px;line-height:24px;font-weight:bold;color:#ffffff;text-decoration:none"><span/);
    expect(html).toContain('<span style="color:#ffffff">Tides &amp; &lt;b&gt;</span>');
  });

  test('says its language where that is not the one around it', () => {
    const html = writeButton({ label: 'Im Web lesen', url: 'https://example.org/', settings, language: 'de' });
    expect(html).toContain(' lang="de"');
  });

  test('can be read in whatever colours, in light and in dark mode', () => {
    fc.assert(
      fc.property(color, color, (accent, background) => {
        const { ground, text } = buttonColours({ ...settings.light, accent, background });
        expect(ground).toBe(accent);
        expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: runs(500) },
    );
  });

  test('has white words, or on a light accent those of the colour behind the letter', () => {
    expect(buttonColours(settings.light).text).toBe('#ffffff');
    expect(buttonColours(settings.dark).text).toBe(settings.dark.background);
  });
});
