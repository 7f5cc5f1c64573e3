import { HtmlValidate } from 'html-validate';
import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/model/publication.ts';
import { hasSubscribePage, waysIn } from '../../src/model/ways-in.ts';
import { everything } from './everything.ts';
import { articleOf, pagesOf, publicationOf } from './publication.ts';
import { elementsOf, select } from './reading.ts';

const { settings: usual } = publicationOf([]);
const server = { ...usual.server, url: 'https://letters.example.org/' };
const byMail = {
  newsletter: { subscribeEmail: 'subscribe@example.org' },
  bounces: { authserv: 'mx.example.org' },
};
const path = 'subscribe/index.html';

function pageWith(overrides: Partial<Settings>, articles = everything): string {
  return pagesOf(publicationOf(articles, overrides))[path]!;
}

describe('with a server of our own', () => {
  const tags = [
    { tag: 'sea', label: 'The sea' },
    { tag: 'land', label: 'Land & "soil"' },
  ];
  const page = pageWith({ server: { ...server, tags } });

  test('the page about subscribing begins with a form that is sent there without any script', () => {
    expect(select(page, 'form')).toHaveLength(1);
    expect(select(page, 'form')[0]!.attributes).toMatchObject({
      method: 'post',
      action: 'https://letters.example.org/sign-up',
    });
    expect(select(page, 'button', { type: 'submit' })[0]!.text).toBe('Subscribe');
    expect(page.indexOf('<form')).toBeLessThan(page.indexOf('feed reader'));
  });

  test('the form asks for the address, a name, the tags of the settings and the languages of the articles', () => {
    expect(select(page, 'input', { type: 'email' })[0]!.attributes).toMatchObject({ name: 'email', required: '' });
    expect(select(page, 'input', { name: 'name' })[0]!.attributes).not.toHaveProperty('required');
    expect(select(page, 'input', { name: 'tags' }).map(({ attributes }) => attributes.value)).toEqual(['sea', 'land']);
    expect(select(page, 'bdi').map(({ text }) => text)).toEqual(expect.arrayContaining(['The sea', 'Land & "soil"']));
    const languages = select(page, 'option');
    expect(languages.map(({ attributes, text }) => [attributes.value, attributes.lang, text])).toEqual([
      ['ar', 'ar', 'العربية'],
      ['en-GB', 'en-GB', 'British English'],
      ['ja', 'ja', '日本語'],
    ]);
    expect(languages.filter(({ attributes }) => 'selected' in attributes).map(({ text }) => text)).toEqual([
      'British English',
    ]);
  });

  test('each field has a label of its own', () => {
    const labels = select(page, 'label').map(({ attributes }) => attributes.for);
    const ids = elementsOf(page).filter(({ name, attributes }) => {
      return /^(input|select)$/.test(name) && !['hidden', 'checkbox'].includes(attributes.type ?? '');
    });
    expect(ids.map(({ attributes }) => attributes.id)).toEqual(labels.filter(Boolean));
  });

  test('what a person agrees to is said beside the button, and the form names its language and its page', () => {
    expect(select(page, 'p', { class: 'consent' })[0]!.text).toBe(
      'I would like to get Slack Water by email. I can leave at any time.',
    );
    expect(select(page, 'input', { name: 'shown' })[0]!.attributes.value).toBe('en-GB');
    expect(select(page, 'input', { name: 'page' })[0]!.attributes.value).toBe('https://example.org/subscribe/');
  });

  test('a field that only programs fill in is kept from people who see, hear or tab', () => {
    expect(select(page, 'div', { class: 'trap' })[0]!.attributes).toHaveProperty('hidden');
    const { attributes } = select(page, 'input', { name: 'website' })[0]!;
    expect(attributes).toMatchObject({ tabindex: '-1', autocomplete: 'off' });
  });

  test('feeds come after it, one level lower', () => {
    const headings = elementsOf(page).filter(({ name }) => /^h[1-6]$/.test(name));
    expect(headings.slice(0, 6).map(({ name, text }) => [name, text])).toEqual([
      ['h1', 'Subscribe'],
      ['h2', 'Get Slack Water by email'],
      ['h2', 'Or follow it in a feed reader'],
      ['h3', 'How to subscribe'],
      ['h3', 'Addresses'],
      ['h3', 'Follow only part of it'],
    ]);
    const levels = headings.map(({ name }) => Number(name[1]));
    for (const [index, level] of levels.slice(1).entries()) expect(level - levels[index]!).toBeLessThanOrEqual(1);
  });

  test('its script lies beside it, and nowhere where there is no form', () => {
    expect(select(page, 'script').map(({ attributes }) => attributes.src)).toEqual(['copy.js', 'join.js']);
    expect(pagesOf(publicationOf([], { server }))['subscribe/join.js']).toContain('addEventListener');
    expect(pagesOf(publicationOf([]))).not.toHaveProperty('subscribe/join.js');
    expect(pageWith({})).not.toContain('join.js');
  });

  test('with one language there is none to choose, and without tags none is asked for', () => {
    const plain = pageWith({ server }, [articleOf()]);
    expect(select(plain, 'select')).toEqual([]);
    expect(select(plain, 'fieldset')).toEqual([]);
  });

  test('an address to write to is named below the form', () => {
    const both = pageWith({ server, ...byMail });
    expect(select(both, 'p', { class: 'hint' })[0]!.text).toContain('subscribe@example.org');
    expect(select(both, 'form')).toHaveLength(1);
  });

  test('a host is told that the page sends to that server alone, and that nobody puts it into a frame', () => {
    const headers = pagesOf(publicationOf([], { server }))._headers!;
    const rule = headers.split('\n\n').find((one) => one.startsWith('/subscribe/\n'))!;
    expect(rule).toContain("form-action 'self' https://letters.example.org;");
    expect(rule).toContain("connect-src 'self' https://letters.example.org;");
    expect(rule).toContain("frame-ancestors 'none'");
    expect(rule).not.toContain('unsafe');
    expect(pagesOf(publicationOf([]))._headers).not.toContain('form-action');
    expect(pagesOf(publicationOf([], { server, url: 'https://example.org/blog/' }))._headers).toContain(
      '\n/blog/subscribe/\n  Content-Security-Policy:',
    );
  });
});

describe('with an address to write to', () => {
  const page = pageWith(byMail);

  test('the page about subscribing says how one subscribes by mail, and holds no form', () => {
    expect(select(page, 'section', { class: 'join' })[0]!.text).toBe(
      'Get Slack Water by email Send an empty email to subscribe@example.org, and answer the email that comes back. Subscribe',
    );
    const links = select(page, 'a').filter(({ attributes }) => attributes.href?.startsWith('mailto:'));
    expect(links.map(({ attributes }) => attributes.href)).toEqual([
      'mailto:subscribe@example.org?subject=Subscribe',
      'mailto:subscribe@example.org?subject=Subscribe',
    ]);
    expect(select(page, 'form')).toEqual([]);
    expect(page).toContain('Or follow it in a feed reader');
  });

  test('an address with signs of its own opens as it is', () => {
    const odd = pageWith({ ...byMail, newsletter: { subscribeEmail: "o'r&s%a?=b@example.org" } });
    const { href } = select(odd, 'a', { class: 'button strong' })[0]!.attributes;
    expect(decodeURIComponent(new URL(href!).pathname)).toBe("o'r&s%a?=b@example.org");
    expect(odd).not.toContain('r&s%a?=b@');
  });

  test('from right to left the address keeps its direction', () => {
    const arabic = pageWith({ ...byMail, language: 'ar' });
    expect(select(arabic, 'bdi', { dir: 'ltr' })[0]!.text).toBe('subscribe@example.org');
  });
});

test('an address is not offered where no server proves who wrote, since such mail gets no answer', () => {
  expect(pageWith({ newsletter: byMail.newsletter })).not.toMatch(/mailto:|by email/i);
});

test.each([
  ['en', 'en-GB'],
  ['ar-EG', 'ar'],
  ['fr', 'fr'],
])('for a publication in %s the language that is chosen at first is %s', (language, chosen) => {
  const page = pageWith({ server, language });
  const selected = select(page, 'option').filter(({ attributes }) => 'selected' in attributes);
  expect(selected.map(({ attributes }) => attributes.value)).toEqual([chosen]);
});

test('with neither the page is about feeds alone, under no heading that promises mail', () => {
  const page = pageWith({});
  expect(select(page, 'form')).toEqual([]);
  expect(page).not.toMatch(/mailto:|by email/i);
  expect(select(page, 'h2').map(({ text }) => text)).toEqual([
    'How to subscribe',
    'Addresses',
    'Follow only part of it',
  ]);
});

test('where no letters are made, none is offered', () => {
  const page = pageWith({ letters: false, server, ...byMail });
  expect(select(page, 'form')).toEqual([]);
  expect(page).not.toMatch(/mailto:|by email/i);
});

test('without feeds the page is about letters alone, and is there only if one can get them', () => {
  const files = pagesOf(publicationOf(everything, { syndicated: false, server }));
  expect(files[path]).not.toContain('feed reader');
  expect(select(files[path]!, 'script').map(({ attributes }) => attributes.src)).toEqual(['join.js']);
  expect(files).not.toHaveProperty('subscribe/copy.js');
  expect(files['sitemap.xml']).toContain('https://example.org/subscribe/');
  expect(select(files['index.html']!, 'nav')[0]!.text).toContain('Subscribe');
  const none = pagesOf(publicationOf(everything, { syndicated: false }));
  expect(none).not.toHaveProperty(path);
  expect(none['index.html']).not.toContain('subscribe/');
});

test.each([
  ['index.html', './subscribe/'],
  ['articles/first-light/index.html', '../../subscribe/'],
  ['issues/first-light/index.html', '../../subscribe/'],
])('%s leads to the letters in one line, if one can get them', (file, href) => {
  for (const overrides of [{ server }, byMail]) {
    const html = pagesOf(publicationOf(everything, overrides))[file]!;
    const line = html.split('\n').filter((one) => one.includes('class="invitation"'));
    expect(line).toEqual([`<p class="invitation"><a href="${href}">Get Slack Water by email</a></p>`]);
  }
  expect(pagesOf(publicationOf(everything))[file]).not.toContain('invitation');
  expect(pagesOf(publicationOf(everything, { letters: false, server }))[file] ?? '').not.toContain('invitation');
});

test('the words of the form are marked where the publication has another language than they', () => {
  const page = pageWith({ server, language: 'eo' });
  expect(select(page, 'section', { class: 'join' })[0]!.attributes).toMatchObject({ lang: 'en', dir: 'ltr' });
});

test('a hostile title or label of a tag stays text', () => {
  const title = '"><script>alert(1)</script>';
  const page = pageWith({ title, server: { ...server, tags: [{ tag: 'x', label: title }] } }, [articleOf()]);
  expect(select(page, 'script').every(({ attributes }) => attributes.src)).toBe(true);
  expect(select(page, 'p', { class: 'consent' })[0]!.text).toContain(title);
});

test('where another program makes the site, the form of the server is the page to send people to', () => {
  const settings = { ...usual, site: false, server };
  expect(waysIn(settings).page).toBe('https://letters.example.org/sign-up');
  expect(hasSubscribePage(settings)).toBe(false);
  expect(waysIn({ ...usual, site: false, ...byMail })).toEqual({ email: 'subscribe@example.org' });
});

test.each([
  ['the form', { server: { ...server, tags: [{ tag: 'sea', label: 'The sea' }] } }],
  ['the address to write to', byMail],
  ['both', { server, ...byMail }],
  ['feeds alone', {}],
] as const)('the page with %s is valid HTML', async (_, overrides) => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: Object.fromEntries(
      ['void-style', 'doctype-style', 'no-trailing-whitespace', 'attribute-boolean-style', 'valid-id'].map((rule) => [
        rule,
        'off' as const,
      ]),
    ),
  });
  const { results } = await validator.validateString(pageWith(overrides));
  expect(
    results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`)),
  ).toEqual([]);
});
