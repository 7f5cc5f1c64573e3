import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandPermalink, needsDate, type PermalinkFacts, permalinkFault } from '../../src/model/permalink.ts';
import { runs } from '../runs.ts';

const facts: PermalinkFacts = {
  slug: 'first-frost',
  title: 'First Frost, v1.0!',
  name: 'First_Frost v1.0',
  published: '2024-05-06T09:07:05+02:00',
  section: 'garden/Notes',
  categories: ['Garden', 'Cold Frames', 'Garden'],
};

describe('the own placeholders', () => {
  test.each([
    ['/articles/{slug}/', 'articles/first-frost/'],
    ['{slug}.html', 'first-frost.html'],
    ['/{year}/{month}/{day}/{slug}/', '2024/05/06/first-frost/'],
    ['/{section}/{slug}/', 'garden/Notes/first-frost/'],
    ['/{title}/', 'first-frost-v1-0/'],
    ['/{filename}/', 'First_Frost-v1.0/'],
    ['/{slug}/{slug}/', 'first-frost/first-frost/'],
  ])('%s is %s', (pattern, path) => {
    expect(permalinkFault(pattern)).toBeUndefined();
    expect(expandPermalink(pattern, facts)).toBe(path);
  });

  test('one without a value leaves no empty part behind', () => {
    expect(expandPermalink('/{section}/{slug}/', { slug: 'hello' })).toBe('hello/');
    expect(expandPermalink('/{year}/{month}/{slug}/', { slug: 'hello' })).toBe('hello/');
    expect(expandPermalink('/{title}/', { slug: 'hello', title: '👍' })).toBe('hello/');
    expect(expandPermalink('/{filename}/', { slug: 'hello' })).toBe('hello/');
  });
});

const jekyll = { ...facts, isDated: true };

describe('the notation of Jekyll', () => {
  test.each([
    ['date', 'garden/cold frames/2024/05/06/First_Frost-v1.0.html'],
    ['pretty', 'garden/cold frames/2024/05/06/First_Frost-v1.0/'],
    ['ordinal', 'garden/cold frames/2024/127/First_Frost-v1.0.html'],
    ['weekdate', 'garden/cold frames/2024/W19/Mon/First_Frost-v1.0.html'],
    ['none', 'garden/cold frames/First_Frost-v1.0.html'],
    ['/:categories/:title/', 'garden/cold frames/First_Frost-v1.0/'],
    ['/:slugified_categories/:title:output_ext', 'garden/cold-frames/First_Frost-v1.0.html'],
    ['/:year/:month/:day/:title/', '2024/05/06/First_Frost-v1.0/'],
    ['/:short_year/:i_month/:i_day/:title', '24/5/6/First_Frost-v1.0'],
    ['/:short_month/:long_month/:slug', 'May/May/first-frost-v1-0'],
    ['/:y_day/:w_year/:week/:w_day/:short_day/:long_day/:title', '127/2024/19/1/Mon/Monday/First_Frost-v1.0'],
    ['/:hour/:minute/:second/:title', '09/07/05/First_Frost-v1.0'],
    ['/:collection/:name/', 'garden/first-frost-v1-0/'],
    ['/:path/', 'garden/Notes/First_Frost v1.0/'],
    ['/:year_:month-:day/:title/', '2024_05-06/First_Frost-v1.0/'],
  ])('%s is %s', (pattern, path) => {
    expect(permalinkFault(pattern)).toBeUndefined();
    expect(expandPermalink(pattern, jekyll)).toBe(path);
  });

  test('a slug that is written takes the place of the name', () => {
    const given = { ...jekyll, slug: 'v18.14.1', hasOwnSlug: true };
    expect(expandPermalink('/:title/', given)).toBe('v18.14.1/');
    expect(expandPermalink('/:slug/', given)).toBe('v18.14.1/');
  });
});

describe('the notation of Hugo', () => {
  test.each([
    ['/:section/:slug/', 'garden/first-frost-v1.0/'],
    ['/:sections/:title/', 'garden/Notes/first-frost-v1.0/'],
    ['/:sections[1:]/:title/', 'Notes/first-frost-v1.0/'],
    ['/:sections[:1]/:title/', 'garden/first-frost-v1.0/'],
    ['/:sections[:last]/:title/', 'garden/first-frost-v1.0/'],
    ['/:sections[last]/:title/', 'Notes/first-frost-v1.0/'],
    ['/:sections[7:9]/:title/', 'first-frost-v1.0/'],
    ['/:sectionslug/:sectionslugs[last]/:title/', 'garden/notes/first-frost-v1.0/'],
    ['/:filename/', 'first_frost-v1.0/'],
    ['/:contentbasename/', 'first_frost-v1.0/'],
    ['/:slugorfilename/', 'first_frost-v1.0/'],
    ['/:slugorcontentbasename/', 'first_frost-v1.0/'],
    ['/:year/:monthname/:weekday/:weekdayname/:yearday/:title/', '2024/May/1/Monday/127/first-frost-v1.0/'],
    ['/:2006/:01/:02/:title/', '2024/05/06/first-frost-v1.0/'],
    ['/:06/:1/:2/:title/', '24/5/6/first-frost-v1.0/'],
    ['/:January/:Jan/:Monday/:Mon/:title/', 'May/May/Monday/Mon/first-frost-v1.0/'],
    ['/:year/:month/:day/:title/', '2024/05/06/first-frost-v1.0/'],
  ])('%s is %s', (pattern, path) => {
    expect(permalinkFault(pattern)).toBeUndefined();
    expect(expandPermalink(pattern, facts)).toBe(path);
  });

  test('a slug that is written is taken where the pattern asks for it, and not in the place of the title', () => {
    const given = { ...facts, slug: 'frost', hasOwnSlug: true };
    expect(expandPermalink('/:sections/:slug/', given)).toBe('garden/Notes/frost/');
    expect(expandPermalink('/:slugorcontentbasename/', given)).toBe('frost/');
    expect(expandPermalink('/:sections/:title/', given)).toBe('garden/Notes/first-frost-v1.0/');
  });
});

describe('a pattern that makes no addresses is refused with the remedy', () => {
  test.each([
    ['/articles/', 'one address', '{slug}'],
    ['/{year}/{month}/', 'one address', '{slug}'],
    ['/:categories/', 'one address', '{slug}'],
    ['/{slgu}/', 'holds {slgu}', 'Did you mean {slug}?'],
    ['/{zzzzzz}/', 'holds {zzzzzz}', '{filename}'],
    ['/:yaer/:title/', 'holds :yaer', 'Did you mean :year?'],
    ['/:sections[x]/:title/', 'holds :sections[x]', ''],
    ['/:title[1:]/', 'holds :title[1:]', ''],
    ['/../{slug}/', 'not a path', '/articles/{slug}/'],
    ['/a//{slug}/', 'not a path', '/articles/{slug}/'],
    ['/a b/{slug}/', 'not a path', '/articles/{slug}/'],
    ['/{slug}?x', 'not a path', '/articles/{slug}/'],
    ['/%20/{slug}', 'not a path', '/articles/{slug}/'],
    ['/{slug', 'one address', '{slug}'],
  ])('%s', (pattern, message, hint) => {
    const fault = permalinkFault(pattern);
    expect(fault?.message).toContain(message);
    expect(fault?.hint).toContain(hint);
  });
});

test('only a pattern that holds the date makes an address that changes with it', () => {
  expect(['/{slug}/', '/:categories/:title/', 'none'].map(needsDate)).toEqual([false, false, false]);
  expect(['/{year}/{slug}/', '/:i_month/:title/', 'pretty', '/:2006/:title/'].map(needsDate)).toEqual(
    Array(4).fill(true),
  );
});

test('the weeks are those of ISO 8601, whose first holds a Thursday', () => {
  const week = (day: string) => expandPermalink('/:w_year-:week/:title', { slug: 'x', published: `${day}T00:00:00Z` });
  expect(week('2020-12-31')).toBe('2020-53/x');
  expect(week('2021-01-03')).toBe('2020-53/x');
  expect(week('2021-01-04')).toBe('2021-01/x');
});

test('a title of slashes alone leaves its place to the slug', () => {
  expect(expandPermalink('/:sections/:slug/', { slug: 'x', title: '/', name: '' })).toBe('x/');
});

test('whatever an article is called, its path is relative and has no empty part', () => {
  const pattern = fc.constantFrom('/{section}/{title}/', 'pretty', '/:sections/:slug/', '/{filename}.html', '/:path/');
  fc.assert(
    fc.property(pattern, fc.string({ unit: 'grapheme' }), fc.string(), (permalink, title, name) => {
      const path = expandPermalink(permalink, { slug: 'x', title, name });
      expect(path).not.toMatch(/^\/|\/\//);
      expect(path).not.toBe('');
    }),
    { numRuns: runs(300) },
  );
});
