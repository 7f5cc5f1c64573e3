import { HtmlValidate } from 'html-validate';
import { describe, expect, test } from 'vitest';
import type { Redirect } from '../../src/model/publication.ts';
import { publish } from '../../src/pipeline.ts';
import { redirectPages } from '../../src/web/redirect.ts';
import { themeWith } from '../email/letter.ts';
import { articleOf, publicationOf, templates } from './publication.ts';
import { elementsOf } from './reading.ts';

const to = 'https://example.org/articles/first-light/';

function pagesFor(from: readonly string[], { taken = [], url }: { taken?: readonly string[]; url?: string } = {}) {
  const redirects: Redirect[] = from.map((path) => ({ from: path, to }));
  const publication = { ...publicationOf([articleOf()], url === undefined ? {} : { url }), redirects };
  return [...redirectPages(publication, taken)];
}

const pathsFor = (...given: Parameters<typeof pagesFor>) => pagesFor(...given).map(({ path }) => path);

describe('the page at an address that an article has left', () => {
  test('leads on at once, names the new address for search engines and has a link for everybody', () => {
    const [{ path, content }] = pagesFor(['/2020/05/old/']) as [{ path: string; content: string }];
    expect(path).toBe('2020/05/old/index.html');
    const elements = elementsOf(content);
    const attributesOf = (name: string) => elements.filter((one) => one.name === name).map((one) => one.attributes);
    expect(attributesOf('html')).toEqual([{ lang: 'en-GB', dir: 'ltr' }]);
    expect(attributesOf('meta')).toContainEqual({ 'http-equiv': 'refresh', content: `0; url=${to}` });
    expect(attributesOf('meta')).toContainEqual({ name: 'robots', content: 'noindex' });
    expect(attributesOf('link')).toEqual([
      { rel: 'canonical', href: to },
      { rel: 'stylesheet', href: '../../../style.css' },
    ]);
    expect(elements.filter(({ name }) => name === 'a')).toEqual([
      { name: 'a', attributes: { href: to }, text: 'First light' },
    ]);
  });

  test.each([
    ['a title with markup in it', { title: '</title><script>alert(1)</script>"' }],
    ['a language that is written from the right', { title: 'رسالة', language: 'ar' }],
  ])('is valid HTML for %s', async (_, changes) => {
    const publication = { ...publicationOf([articleOf(changes)]), redirects: [{ from: '/old', to }] };
    const [page] = [...redirectPages(publication, [])];
    const validator = new HtmlValidate({
      root: true,
      extends: ['html-validate:recommended'],
      rules: { 'void-style': 'off', 'doctype-style': 'off' },
    });
    const { results } = await validator.validateString(page!.content);
    expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual(
      [],
    );
    expect(page!.content).not.toContain('<script');
    expect(elementsOf(page!.content).find(({ name }) => name === 'a')?.text).toBe(changes.title);
  });

  test.each<[string, string, string]>([
    ['a folder', '/articles/old/', 'articles/old/index.html'],
    ['no slash at its end', '/articles/old', 'articles/old/index.html'],
    ['an ending of pages', '/2020/old.html', '2020/old.html'],
    ['another ending', '/old.php', 'old.php/index.html'],
    ['a version in its name', '/blog/v18.14.1/', 'blog/v18.14.1/index.html'],
    ['letters of another script', '/%D0%BC%D0%B8%D1%80/', 'мир/index.html'],
  ])('is the file that hosts show there, for an address with %s', (_, from, path) => {
    expect(pathsFor([from])).toEqual([path]);
  });

  test.each<[string, string, string?]>([
    ['the root', '/'],
    ['one above the publication', '/elsewhere/', 'https://example.org/blog/'],
    ['a step up', '/a/%2e%2e/b/'],
    ['a slash that is none', '/a%2Fb/'],
    ['a backslash', '/a%5Cb/'],
    ['a broken encoding', '/a%FFb/'],
    ['a character that Windows forbids', '/a%3Ab/'],
    ['a control character', '/a%00b/'],
    ['a hidden folder', '/.well-known/x/'],
    ['a name that is too long', `/${'a'.repeat(256)}/`],
    ['nothing between two slashes', '/a//b/'],
  ])('is not made for %s', (_, from, url) => {
    expect(pathsFor([from], url === undefined ? {} : { url })).toEqual([]);
  });

  test('lies below the publication where that is a folder of its site', () => {
    expect(pathsFor(['/blog/old/'], { url: 'https://example.org/blog/' })).toEqual(['old/index.html']);
  });

  test.each([
    ['a page', '/about/', 'about/index.html'],
    ['a page under another case', '/About/', 'about/index.html'],
    ['a file where a folder would be', '/files/map/', 'files/map'],
    ['a folder where a file would be', '/old.html', 'old.html/picture.png'],
  ])('never takes the place of %s', (_, from, taken) => {
    expect(pathsFor([from], { taken: [taken] })).toEqual([]);
  });

  test('is not made where a feed was, for no feed reader reads a page', () => {
    const redirects = [{ from: '/feed/', to: 'https://example.org/rss.xml' }];
    expect([...redirectPages({ ...publicationOf([articleOf()]), redirects }, [])]).toEqual([]);
  });

  test('is made once for an address with and without a slash at its end', () => {
    expect(pathsFor(['/old', '/old/', '/OLD/'])).toEqual(['old/index.html']);
  });
});

describe('a publication with an article that has moved', () => {
  const publication = {
    ...publicationOf([articleOf()], { letters: false }),
    redirects: [
      { from: '/old/', to },
      { from: '/articles/first-light/', to },
    ],
  };
  const written = async (options: object) => {
    const files = await Array.fromAsync(publish(publication, { theme: themeWith(), ...options }));
    return new Map(files.map((file) => [file.path, 'content' in file ? String(file.content) : '']));
  };

  test('has the page at its old address and the article at its new one', async () => {
    const files = await written({ web: templates });
    expect(files.get('old/index.html')).toContain('http-equiv="refresh"');
    expect(files.get('articles/first-light/index.html')).not.toContain('http-equiv="refresh"');
    expect(files.get('sitemap.xml')).not.toContain('/old/');
  });

  test('has none without the web archive', async () => {
    expect([...(await written({})).keys()]).not.toContain('old/index.html');
  });
});
