import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchorsAmongOthers } from '../../src/model/anchors.ts';
import { runs } from '../runs.ts';

const url = 'https://example.org/frost/';
const place = { name: 'frost', url };

test.each([
  ['an id begins with the article that it is of', '<h2 id="beds">A</h2>', '<h2 id="frost_beds">A</h2>'],
  [
    'a link to it follows',
    `<p><a href="${url}#beds">x</a></p><h2 id="beds">A</h2>`,
    `<p><a href="${url}#frost_beds">x</a></p><h2 id="frost_beds">A</h2>`,
  ],
  [
    'a note begins with fn, by which feed readers know it',
    `<sup><a href="${url}#fn1" id="fnref1">1</a></sup><ol><li id="fn1">n <a href="${url}#fnref1">↩</a></li></ol>`,
    `<sup><a href="${url}#fn1_frost" id="fnref1_frost">1</a></sup><ol><li id="fn1_frost">n <a href="${url}#fnref1_frost">↩</a></li></ol>`,
  ],
  [
    'links to other pages stay',
    `<a href="https://example.org/other/#beds">x</a><a href="${url}">y</a>`,
    `<a href="https://example.org/other/#beds">x</a><a href="${url}">y</a>`,
  ],
  ['a link to the top of the article stays', `<a href="${url}#">x</a>`, `<a href="${url}#">x</a>`],
  ['words that look like markup stay', '<p> id="x" href="#y"</p>', '<p> id="x" href="#y"</p>'],
])('among others %s', (_, content, expected) => {
  expect(anchorsAmongOthers(content, place)).toBe(expected);
});

test('links lead to where the article is shown, and the name of a section is a part of the anchor', () => {
  const content = `<a href="${url}#caf%C3%A9">x</a><h2 id="café">A</h2>`;
  expect(anchorsAmongOthers(content, { name: 'été/frost', url, at: 'https://example.org/issues/all/' })).toBe(
    '<a href="https://example.org/issues/all/#%C3%A9t%C3%A9-frost_caf%C3%A9">x</a><h2 id="été-frost_café">A</h2>',
  );
});

test('whatever ids two articles have, no two are one, and each link leads to what it led to', () => {
  const id = fc.stringMatching(/^[a-z0-9_-]{1,6}$/);
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 5 }), fc.uniqueArray(id, { maxLength: 5 }), (one, other) => {
      const shown = (name: string, ids: readonly string[]) => {
        const own = { name, url: `https://example.org/${name}/` };
        const markup = ids.map((target) => `<p id="${target}"><a href="${own.url}#${target}">x</a></p>`).join('');
        return anchorsAmongOthers(markup, own);
      };
      const both = shown('blog-a', one) + shown('blog-b', other);
      const ids = [...both.matchAll(/ id="([^"]*)"/g)].map(([, found]) => found);
      expect(new Set(ids).size).toBe(one.length + other.length);
      expect([...both.matchAll(/#([^"]*)"/g)].map(([, found]) => found)).toEqual(ids);
    }),
    { numRuns: runs(300) },
  );
});
