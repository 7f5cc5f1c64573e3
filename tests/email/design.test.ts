import { DomUtils, parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { fallbackValues, fillLetter } from '../../src/email/slots.ts';
import { parseTheme, type Theme } from '../../src/email/theme.ts';
import type { Article } from '../../src/model/article.ts';
import type { Issue } from '../../src/model/issue.ts';
import type { NewsletterSettings, Publication } from '../../src/model/publication.ts';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { listThemes } from '../../src/publish/themes/theme-places.ts';
import { alone, digest, publication, summaries } from './digest.ts';
import { plain } from './letter.ts';

/*
 * The look of the themes that come with Tidings, as far as a rule can say it. Look at them by `npm run shots`, too.
 */

const themes = new Map<string, Theme>();
for (const { name } of await listThemes()) themes.set(name, await loadTheme(name));
const each = describe.each([...themes].map(([name, theme]) => ({ name, theme })));

async function htmlOf(issue: Issue, theme: Theme, newsletter: Partial<NewsletterSettings> = {}): Promise<string> {
  const { settings } = publication;
  const own: Publication = {
    ...publication,
    settings: { ...settings, newsletter: { ...settings.newsletter, ...newsletter } },
  };
  return fillLetter(await compileIssue(issue, own, theme), fallbackValues(issue, own.settings)).html;
}

const elements = (html: string, name: string) => DomUtils.getElementsByTagName(name, parseDocument(html).children);
const withClass = (html: string, name: string) =>
  DomUtils.findAll(({ attribs }) => (attribs.class ?? '').split(' ').includes(name), parseDocument(html).children);
const textOf = (html: string) => DomUtils.textContent(parseDocument(html.slice(html.indexOf('<body'))).children);
const styleOf = (html: string) => elements(html, 'style').map(DomUtils.textContent).join('\n');

/** The declarations of the first rule with a selector, outside of at-rules and in the one for phones. */
function ruleIn(html: string, selector: string): string {
  const css = styleOf(html);
  const escaped = selector.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:^|, )${escaped}(?:, [^{]*)? \\{ ([^}]*) \\}`, 'm').exec(css)?.[1] ?? '';
}
const onPhones = (html: string) => /@media \(max-width: 480px\) \{\n([\s\S]*?)\n\}/.exec(styleOf(html))?.[1] ?? '';

/** An issue of other articles, with the fields given changed in each. */
function changed(issue: Issue, fields: Partial<Article>): Issue {
  return { ...issue, items: issue.items.map((item) => ({ ...item, article: { ...item.article, ...fields } })) };
}
const first = (issue: Issue): Issue => ({ ...issue, items: issue.items.slice(0, 1) });
const arabic = { language: 'ar', title: 'رسالة من الشاطئ', tags: ['رسائل'] };

each('in $name', ({ name, theme }) => {
  test('titles from 27 pixels are tighter, those from 34 pixels more so, and others are not', async () => {
    for (const issue of [alone, digest, summaries]) {
      const html = await htmlOf(issue, theme);
      const spacing = /letter-spacing: (-[\d.]+em)/.exec(ruleIn(html, '.letter .tight'))?.[1];
      for (const title of withClass(html, 'title').filter(({ attribs }) => attribs.dir !== 'auto')) {
        const size = Number(/font-size:(\d+)px/.exec(title.attribs.style ?? '')?.[1] ?? 0);
        if (title.attribs.class!.includes('tight')) expect(spacing).toBe(size >= 34 ? '-0.02em' : '-0.01em');
        const isArabic = /[\u0600-\u06ff]/.test(DomUtils.textContent(title));
        expect(title.attribs.class!.includes('tight'), DomUtils.textContent(title)).toBe(size >= 27 && !isArabic);
      }
    }
  });

  test('letters that join each other are never moved apart or together', async () => {
    const issue = { ...changed(summaries, arabic), language: 'ar', subject: arabic.title };
    for (const one of [issue, { ...first(issue), items: [{ ...issue.items[0]!, layout: 'full' as const }] }]) {
      const html = await htmlOf(one, theme);
      const spaced = [...withClass(html, 'tight'), ...withClass(html, 'kicker')].map(DomUtils.textContent);
      expect(spaced.filter((text) => /[\u0600-\u06ff]/.test(text))).toEqual([]);
      expect(onPhones(html)).not.toMatch(/h1[^}]*letter-spacing/);
    }
  });

  test('the lines of a title are balanced', async () => {
    const html = await htmlOf(digest, theme);
    expect(ruleIn(html, '.letter .title')).toContain('text-wrap: balance');
    const titles = [...elements(html, 'h1'), ...elements(html, 'h2')].filter(
      (title) => elements(DomUtils.getOuterHTML(title), 'a')[0],
    );
    for (const title of titles) expect(title.attribs.class).toContain('title');
  });

  test('titles in lists of articles look like links by more than a colour', async () => {
    const html = await htmlOf({ ...summaries, items: [...summaries.items] }, theme);
    const lists = new Set(summaries.items.map(({ article }) => article.title));
    const links = elements(html, 'a').filter((link) => lists.has(DomUtils.textContent(link)));
    expect(links.length).toBeGreaterThanOrEqual(summaries.items.length);
    for (const link of links) expect(link.attribs.style).toContain('text-decoration:underline');
  });

  test('links of several articles that say the same name their article for people who listen', async () => {
    const html = await htmlOf(digest, theme);
    const labels = elements(html, 'a').map((link) => [DomUtils.textContent(link), link.attribs['aria-label']] as const);
    const repeated = labels.filter(([text]) => text === 'Continue reading' || text === 'Read on the web');
    expect(repeated).toHaveLength(6);
    // What is shown comes first, so that somebody can say what they see (WCAG 2.5.3).
    for (const [text, label] of repeated) expect(label).toMatch(new RegExp(`^${text}: .{5}`));
    expect(new Set(repeated.map(([, label]) => label)).size).toBe(repeated.length);
  });

  test('an article alone ends in a button to its page, and one of several in a link', async () => {
    const button = (html: string) => withClass(html, 'button').map(DomUtils.textContent);
    expect(button(await htmlOf(alone, theme))).toEqual(['Read on the web']);
    expect(button(await htmlOf(digest, theme))).toEqual([]);
  });

  test('the foot names who writes, then how to answer and to subscribe, then what the law asks', async () => {
    const face = { url: 'https://example.org/face.png', width: 56, height: 56 };
    const editor = { name: 'Robin Example', line: 'Writes from a boat house.' };
    const html = await htmlOf(alone, { ...theme, face }, { editor });
    const order = [
      'Robin Example',
      'Writes from a boat house.',
      'Reply: it reaches me',
      'Forwarded this email? Subscribe',
      'You are receiving',
      'Unsubscribe',
      'Change your preferences',
      '1 Example Quay',
    ];
    const whole = DomUtils.textContent(parseDocument(html.slice(html.indexOf('<div role="contentinfo"'))).children);
    const places = order.map((words) => whole.indexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    // A decoration: the name stands beside it.
    expect(withClass(html, 'face')[0]!.attribs).toMatchObject({ src: face.url, alt: '', width: '56', height: '56' });
    expect(elements(html, 'a').find((link) => DomUtils.textContent(link).startsWith('Reply'))!.attribs.href).toMatch(
      /^mailto:letters@/,
    );
  });

  test('the foot of a publication that names nobody has no gap in their place', async () => {
    const html = await htmlOf(alone, theme);
    expect(withClass(html, 'face')).toEqual([]);
    expect(html.slice(html.indexOf('role="contentinfo"'))).not.toContain('<strong');
  });

  test('a face is round where it is square, and no oval where it is not', async () => {
    const face = { url: 'https://example.org/face.png', width: 56, height: 40 };
    const html = await htmlOf(alone, { ...theme, face }, { editor: { name: 'Robin Example' } });
    expect(html).toContain(`src="${face.url}"`);
    expect(withClass(html, 'face')).toEqual([]);
  });

  test('links of the foot are 24 pixels high', async () => {
    const html = await htmlOf(alone, theme);
    expect(ruleIn(html, '.letter .links a')).toBe('display: inline-block; line-height: 24px;');
    const foot = withClass(html, 'links').flatMap((line) => elements(DomUtils.getOuterHTML(line), 'a'));
    expect(foot.map(DomUtils.textContent)).toEqual(
      expect.arrayContaining(['Unsubscribe', 'View in browser', 'Reply: it reaches me']),
    );
  });

  test('without any style the letter reads in its order: name, title, introduction, articles, foot', async () => {
    const text = textOf((await htmlOf(summaries, theme)).replace(/<style[\s\S]*?<\/style>/g, ''));
    const order = [
      'Slack Water',
      '23 November 2026',
      'Good morning.',
      'A lamp that turns itself',
      'Six hulls stand',
      'Two columns',
      'The ferry runs',
      'You are receiving',
      'Unsubscribe',
    ];
    const places = order.map((words) => text.indexOf(words, words === 'Slack Water' ? 0 : 100));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('head, content and foot are landmarks, one of each', async () => {
    const html = await htmlOf(digest, theme);
    for (const role of ['banner', 'main', 'contentinfo']) expect(html.split(`role="${role}"`)).toHaveLength(2);
    const main = DomUtils.findAll(({ attribs }) => attribs.role === 'main', parseDocument(html).children)[0]!;
    expect(elements(DomUtils.getOuterHTML(main), 'h1')).toHaveLength(1);
    for (const { article } of digest.items) expect(DomUtils.textContent(main)).toContain(article.title);
  });

  test('distances, lines and grounds are on cells of tables, where Outlook for Windows heeds them', async () => {
    const face = { url: 'https://example.org/face.png', width: 56, height: 56 };
    for (const issue of [alone, digest, summaries]) {
      const html = await htmlOf(issue, { ...theme, face }, { editor: { name: 'Robin Example' } });
      const letter = html.slice(html.indexOf('role="banner"'));
      const blocks = ['div', 'p', 'h1', 'h2', 'ul', 'ol', 'li', 'span'].flatMap((tag) => elements(letter, tag));
      // mjml writes the ground of a section twice: here, and on the table within.
      const own = blocks.filter(({ attribs }) => !/margin:0px auto/.test(attribs.style ?? ''));
      const deaf = own.filter(({ attribs }) => /(^|;)(padding(?!:0(;|$))|border|background)/.test(attribs.style ?? ''));
      expect(deaf.map((block) => `${block.name} ${block.attribs.style}`)).toEqual([]);
    }
  });

  test('links that mail programs make of dates and addresses look like the text around them', async () => {
    const html = await htmlOf(alone, theme);
    expect(html).toContain('id="body"');
    expect(ruleIn(html, 'a[x-apple-data-detectors]')).toMatch(
      /color: inherit !important;.*text-decoration: none !important/,
    );
    // Links of ours have their colours in their style, which wins over a rule that is not important.
    for (const selector of ['#MessageViewBody a', 'u + #body a']) {
      expect(ruleIn(html, selector)).toMatch(/color: inherit;.*text-decoration: none;/);
      expect(ruleIn(html, selector)).not.toContain('!important');
    }
    const bare = elements(html, 'a').filter(({ attribs }) => !/color:/.test(attribs.style ?? ''));
    expect(
      bare
        .filter((link) => !link.children.some((child) => 'name' in child && child.name === 'img'))
        .map(DomUtils.textContent),
    ).toEqual([]);
  });

  test('a picture that is blocked leaves its words on a shade, in the colours of the letter', async () => {
    const html = await htmlOf(summaries, theme);
    const { shade, muted } = theme.settings.light;
    expect(ruleIn(html, '.letter .pic')).toContain(`background-color: ${shade}; color: ${muted};`);
    const pictures = elements(html, 'img');
    expect(pictures.length).toBeGreaterThan(2);
    for (const { attribs } of pictures) expect(attribs).toMatchObject({ class: 'pic shade muted', alt: /\w/ });
  });

  test('a title of three lines, no picture and no summary leave no gap', async () => {
    const { image: _, summary: __, ...rest } = alone.items[0]!.article;
    const article = { ...rest, title: 'The yard that repairs more boats than it builds '.repeat(4).trim() };
    const html = await htmlOf({ ...alone, items: [{ article, layout: 'full' }] }, theme);
    expect(html).toContain(article.title);
    expect(html).not.toMatch(/<(p|td|div)[^>]*>\s*<\/\1>/);
    expect(elements(html, 'img')).toEqual([]);
  });

  if (name !== 'dense') {
    test('the first of several articles is led by its picture, no taller than three to two', async () => {
      const tall = { url: 'https://example.org/tall.jpg', alt: 'Crates', width: 900, height: 1200 };
      const issue = changed(first(summaries), { image: tall });
      const recipes: { width: number; ratio?: number }[] = [];
      const compiled = await compileIssue(issue, publication, theme, {
        renditions: (_, recipe) => {
          recipes.push(recipe);
          return {
            url: `https://example.org/${recipe.width}.jpg`,
            width: recipe.width,
            height: Math.round(recipe.width / (recipe.ratio ?? 0.75)),
          };
        },
      });
      const { html } = fillLetter(compiled, fallbackValues(issue, publication.settings));
      const { width, padding } = theme.settings;
      expect(recipes).toContainEqual({ width, ratio: 1.5 });
      expect(elements(html, 'img').map(({ attribs }) => [attribs.src, Number(attribs.width)])).toEqual([
        [`https://example.org/${width}.jpg`, name === 'plain' ? width - 2 * padding : width],
      ]);
      expect(html.indexOf('<img')).toBeLessThan(html.indexOf('<h2'));
    });
  }

  if (name !== 'magazine') {
    test('other articles have a picture of 96 pixels beside them, and a smaller one on phones', async () => {
      const html = await htmlOf(summaries, theme);
      const small = withClass(html, 'thumb').flatMap((cell) => elements(DomUtils.getOuterHTML(cell), 'img'));
      expect(small.map(({ attribs }) => attribs.width)).toEqual(
        name === 'dense' ? ['96', '96', '96', '96'] : ['96', '96', '96'],
      );
      expect(onPhones(html)).toMatch(
        /\.letter \.thumb img \{ width: (64|72)px !important; height: auto !important; \}/,
      );
    });
  }
});

describe('in magazine', () => {
  const theme = themes.get('magazine')!;

  test('a long title is smaller, on a phone as well', async () => {
    const title = 'The yard that repairs more boats than it builds, and why that is good news for everybody';
    const [heading] = elements(await htmlOf(changed(alone, { title }), theme), 'h1');
    expect(heading!.attribs.style).toContain('font-size:34px');
    const html = await htmlOf({ ...summaries, subject: title }, theme);
    expect(elements(html, 'h1')[0]!.attribs.style).toContain('font-size:34px');
    expect(onPhones(html)).toContain('.letter .long { font-size: 26px !important; }');
  });

  test('subheads are in the typeface of titles, at 24 pixels and a quarter more', async () => {
    const rule = ruleIn(await htmlOf(alone, theme), '.letter .body .h2');
    expect(rule).toBe(
      `font-family: ${theme.settings.fonts.title}; font-size: 24px !important; line-height: 1.25 !important;`,
    );
    expect(withClass(await htmlOf(alone, theme), 'h2').map(DomUtils.textContent)).toEqual(['What is left to do']);
  });

  test('the title comes before the picture of an article alone, and after that of one of several', async () => {
    const html = await htmlOf(alone, theme);
    expect(html.indexOf('<h1')).toBeLessThan(html.indexOf('<img'));
    const several = await htmlOf({ ...digest, items: digest.items.slice(0, 2) }, theme);
    expect(several.indexOf('<img')).toBeLessThan(several.indexOf('<h2'));
  });

  test('the word above a title has 13 pixels, stands a little apart, and begins with a capital', async () => {
    const html = await htmlOf(changed(alone, { tags: ['long read'] }), theme);
    const [kicker] = withClass(html, 'kicker');
    expect(kicker!.attribs.style).toContain('font-size:13px');
    expect(ruleIn(html, '.letter .kicker')).toBe('letter-spacing: 0.04em;');
    expect(ruleIn(html, '.letter .kicker::first-letter')).toBe('text-transform: uppercase;');
    expect(styleOf(html).match(/text-transform/g)).toHaveLength(1);
  });

  test('the picture of a card takes a share of the width, so that both fit where no style sheet does', async () => {
    const html = await htmlOf(summaries, theme);
    const cells = withClass(html, 'picture');
    expect(cells.map(({ attribs }) => attribs.width)).toEqual(['37%', '37%', '37%']);
    for (const cell of cells)
      expect(elements(DomUtils.getOuterHTML(cell), 'img')[0]!.attribs.style).toContain('width:100%;max-width:200px');
  });
});

test('in dense the text has 16 pixels and a line and a half on phones', async () => {
  const html = await htmlOf(summaries, themes.get('dense')!);
  expect(onPhones(html)).toContain('.letter .text > div { font-size: 16px !important; line-height: 1.5 !important; }');
  expect(withClass(html, 'text')).toHaveLength(1);
});

test('in plain the name of the publication has 17 bold pixels in the accent, and the date stands opposite', async () => {
  const theme = themes.get('plain')!;
  const html = await htmlOf(alone, theme);
  const [name, date] = elements(html.slice(html.indexOf('role="banner"')), 'td');
  expect(name!.attribs).toMatchObject({
    align: 'left',
    style: expect.stringMatching(/font-size:17px;.*font-weight:bold/),
  });
  expect(elements(DomUtils.getOuterHTML(name!), 'a')[0]!.attribs.style).toContain(
    `color:${theme.settings.light.accent}`,
  );
  expect(date!.attribs.align).toBe('right');
  expect(DomUtils.textContent(date!)).toBe('20 November 2026');
  const fromRight = await htmlOf({ ...alone, language: 'ar' }, theme);
  expect(
    elements(fromRight.slice(fromRight.indexOf('role="banner"')), 'td')
      .map(({ attribs }) => attribs.align)
      .slice(0, 2),
  ).toEqual(['right', 'left']);
});

test('a button and social links of MJML begin with the font of the theme', async () => {
  const more =
    '<mj-button href="https://example.org/">Press</mj-button><mj-social><mj-social-element src="https://example.org/m.png" href="https://example.org/@m">M</mj-social-element></mj-social>';
  const layout = plain.layout.replace('      </mj-column>', `${more}</mj-column>`);
  const html = await htmlOf(alone, parseTheme({ ...plain, layout }, 'templates/email/plain'));
  const fonts = themes.get('plain')!.settings.fonts.text;
  expect(elements(html, 'a').find((link) => DomUtils.textContent(link).trim() === 'Press')!.attribs.style).toContain(
    `font-family:${fonts}`,
  );
  expect(html).not.toContain('Ubuntu');
});
