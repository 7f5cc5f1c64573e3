import { describe, expect, test } from 'vitest';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { loadWebTemplates } from '../../src/publish/themes/web-templates.ts';
import { withLook } from '../../src/web/look.ts';

const templates = await loadWebTemplates();
const theme = async (name: string) => (await loadTheme(name)).settings;

describe('the style sheets of pages and feeds', () => {
  test('have the colours and fonts of the plain theme by themselves', async () => {
    expect(withLook(templates, { settings: await theme('plain') })).toEqual(templates);
  });

  test.each(['magazine', 'dense'])('take over the colours of the theme %s, in light and in dark', async (name) => {
    const settings = await theme(name);
    const { style, feed } = withLook(templates, { settings });
    const plain = await theme('plain');
    for (const css of [style, feed])
      for (const scheme of ['light', 'dark'] as const)
        for (const key of ['background', 'text', 'link'] as const)
          if (settings[scheme][key] !== plain[scheme][key])
            expect(css).toContain(`--${key}: ${settings[scheme][key]};`);
  });

  test('say only what differs', async () => {
    const plain = await theme('plain');
    const { style } = withLook(templates, { settings: { ...plain, light: { ...plain.light, link: '#7a1f5c' } } });
    expect(style.slice(templates.style.length)).toBe(
      '\n/* The theme of the letters. */\n\n@media screen {\n  :root {\n    --link: #7a1f5c;\n  }\n}\n',
    );
  });

  test('put quotation marks around names of fonts, and take no sign that would end them', async () => {
    const plain = await theme('plain');
    const fonts = { ...plain.fonts, text: 'Iowan Old Style, 3270, x"}body{, serif' };
    const { style } = withLook(templates, { settings: { ...plain, fonts } });
    expect(style).toContain('--font-text: "Iowan Old Style", "3270", "xbody", serif;');
  });
});
