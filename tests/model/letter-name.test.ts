import { expect, test } from 'vitest';
import { articlesNamed, letterFolder, letterNames } from '../../src/model/letter-name.ts';

const article = (url: string, slug: string, section?: string) => ({
  url: `https://example.org/${url}`,
  slug,
  ...(section && { section }),
});

test('an article is named by its slug, and where others have that, with its section, or else by its path', () => {
  const all = [
    article('a/', 'alone', 'news'),
    article('news/hello/', 'hello', 'news'),
    article('hello/', 'hello'),
    article('2023/review.html', 'review'),
    article('2024/review/index.html', 'review'),
  ];
  expect([...letterNames(all).values()]).toEqual(['alone', 'news/hello', 'hello', '2023/review', '2024/review']);
});

test('a name means the article that has it; else all with that slug, with the section before it or without', () => {
  const all = [article('a/', 'alone', 'news'), article('b/', 'hello', 'news'), article('c/', 'hello', 'blog')];
  expect(articlesNamed('alone', all)).toEqual([all[0]]);
  expect(articlesNamed('news/alone', all)).toEqual([all[0]]);
  expect(articlesNamed('blog/hello', all)).toEqual([all[2]]);
  expect(articlesNamed('hello', all)).toEqual([all[1], all[2]]);
  expect(articlesNamed('good-bye', all)).toEqual([]);
});

test('the folder of a letter is its name, with a hyphen for what no folder can have on some system', () => {
  expect(letterFolder('first-frost')).toBe('issues/first-frost/');
  expect(letterFolder('news/first-frost')).toBe('issues/news-first-frost/');
  expect(letterFolder('v18.14.1')).toBe('issues/v18.14.1/');
  expect(letterFolder('why:*not')).toBe('issues/why-not/');
});

test('names that differ in capitals alone are kept apart, since many file systems do not', () => {
  const all = [article('a/', 'Frost', 'news'), article('b/', 'frost'), article('c/', 'frosT', 'NEWS')];
  expect([...letterNames(all).values()]).toEqual(['a', 'c', 'frost']);
});
