import { describe, expect, test } from 'vitest';
import { darkStyles } from '../../src/email/dark-styles.ts';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { listThemes } from '../../src/publish/themes/theme-places.ts';
import { themeWith } from './letter.ts';

const { settings } = themeWith();
const logo = { darkUrl: 'https://example.org/dark.png' };

/** The rules of a style sheet, each with its attribute of Outlook taken off. */
function rulesIn(css: string): string[] {
  return [...css.matchAll(/^\s*(\S.*\{.*\})$/gm)].map(([, rule]) => rule!.replace(/\[data-ogs[bc]\] /g, ''));
}

test('a letter is dark in Outlook by the same rules, in the same order, as in every other program', () => {
  const css = darkStyles(settings, logo);
  const [inMedia, inOutlook] = css.split('\n}\n');
  expect(rulesIn(inMedia!).length).toBeGreaterThan(12);
  expect(rulesIn(inOutlook!)).toEqual(rulesIn(inMedia!));
});

test('Outlook is told of grounds where it darkened grounds, and of text, borders and logos where it darkened text', () => {
  const outlook = darkStyles(settings, logo).split('\n}\n')[1]!;
  for (const line of outlook.split('\n')) {
    const [selectors] = line.split(' {');
    const attribute = line.includes('background-color:') ? '[data-ogsb] ' : '[data-ogsc] ';
    for (const selector of selectors!.split(', ')) expect(selector.startsWith(attribute)).toBe(true);
  }
});

test('a rule of dark mode wins over styles that are written inline', () => {
  const declarations = darkStyles(settings, logo).match(/[\w-]+: [^;]+;/g)!;
  expect(declarations.filter((one) => !one.includes('!important'))).toEqual([]);
});

test.each([undefined, null, {}])('the logo stays as it is where there is none for dark mode: %s', (without) => {
  expect(darkStyles(settings, without)).not.toContain('logo');
});

describe.each((await listThemes()).map(({ name }) => name))('in the theme %s', async (name) => {
  const { dark } = (await loadTheme(name)).settings;
  test('every dark colour is written', () => {
    const css = darkStyles({ dark });
    const { code, ...roles } = dark;
    for (const color of [...Object.values(roles), ...Object.values(code)]) expect(css).toContain(color);
  });
});
