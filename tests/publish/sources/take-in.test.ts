import { describe, expect, test } from 'vitest';
import type { StoredFeed } from '../../../src/publish/sources/stored-feed.ts';
import { type SourceDoubt, stillThere, type TakenIn, takeIn } from '../../../src/publish/sources/take-in.ts';
import type { ForeignFeed } from '../../../src/read/foreign/feed-shape.ts';
import { entry, feed, source } from './feeds.ts';

const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);

function taken(
  before: StoredFeed | undefined,
  found: ForeignFeed,
  time: string,
  changes: Partial<typeof source> = {},
): TakenIn {
  const result = takeIn(before, found, { ...source, ...changes }, { now: at(time), accept: false });
  if (!('stored' in result)) throw new Error(`in doubt: ${JSON.stringify(result)}`);
  return result;
}

const states = ({ entries }: StoredFeed) =>
  Object.fromEntries(entries.map(({ id, state, gone }) => [id, gone ? 'gone' : state]));

/** The copy after looks at several documents, with the time of each. */
function copyAfter(...looks: readonly (readonly [time: string, found: ForeignFeed])[]): StoredFeed {
  return looks.reduce<StoredFeed | undefined>((before, [time, found]) => taken(before, found, time).stored, undefined)!;
}

const [a, b, c] = ['a', 'b', 'c'].map((name) => entry(name));
const newer = entry('n', { published: '2026-11-23T08:00:00Z' });

test('at the first look everything counts as seen', () => {
  const result = taken(undefined, feed(a!, b!), '09:00');
  expect(states(result.stored)).toEqual({ 'urn:a': 'seen', 'urn:b': 'seen' });
  expect(result).toMatchObject({ isFirst: true, arrived: 2, settled: 0, waiting: 0 });
});

describe('an entry', () => {
  const first = copyAfter(['09:00', feed(a!)]);

  test('waits until it was there unchanged for as long as the settings say', () => {
    const waiting = taken(first, feed(newer, a!), '10:00');
    expect(states(waiting.stored)).toMatchObject({ 'urn:n': 'waiting' });
    expect(states(taken(waiting.stored, feed(newer, a!), '10:29').stored)).toMatchObject({ 'urn:n': 'waiting' });
    const settled = taken(waiting.stored, feed(newer, a!), '10:30');
    expect(states(settled.stored)).toMatchObject({ 'urn:n': 'new' });
    expect(settled).toMatchObject({ settled: 1, waiting: 0 });
    expect(settled.stored.entries.find(({ id }) => id === 'urn:n')).not.toHaveProperty('since');
  });

  test('settles where the server says that nothing has changed', () => {
    const { stored } = taken(first, feed(newer, a!), '10:00');
    expect(states(stillThere(stored, source, at('10:10')).stored)).toMatchObject({ 'urn:n': 'waiting' });
    expect(stillThere(stored, source, at('10:30'))).toMatchObject({ settled: 1 });
  });

  test('begins to wait anew when its words change', () => {
    const { stored } = taken(first, feed(newer, a!), '10:00');
    const changed = entry('n', { published: newer.published!, title: 'Corrected' });
    const again = taken(stored, feed(changed, a!), '10:20').stored;
    expect(states(taken(again, feed(changed, a!), '10:30').stored)).toMatchObject({ 'urn:n': 'waiting' });
    expect(states(taken(again, feed(changed, a!), '10:50').stored)).toMatchObject({ 'urn:n': 'new' });
  });

  test('does not wait anew when only its markup changes', () => {
    const { stored } = taken(first, feed(newer, a!), '10:00');
    const counted = entry('n', { published: newer.published!, html: '<p class="x17">Text n.</p>' });
    expect(states(taken(stored, feed(counted, a!), '10:30').stored)).toMatchObject({ 'urn:n': 'new' });
  });

  test('is news at once where the settings say 0m', () => {
    expect(states(taken(first, feed(newer, a!), '10:00', { settle: 0 }).stored)).toMatchObject({ 'urn:n': 'new' });
  });

  test('that is taken back while it waits leaves no trace', () => {
    const { stored } = taken(first, feed(newer, a!), '10:00');
    const result = taken(stored, feed(a!), '10:40');
    expect(states(result.stored)).toEqual({ 'urn:a': 'seen' });
    expect(result.withdrawn).toBe(1);
  });

  test('that is taken back later vanishes, and waits anew when it returns', () => {
    const news = copyAfter(['09:00', feed(a!)], ['10:00', feed(newer, a!)], ['10:40', feed(newer, a!)]);
    const gone = taken(news, feed(a!), '11:00');
    expect(states(gone.stored)).toMatchObject({ 'urn:n': 'gone' });
    expect(gone.withdrawn).toBe(1);
    expect(taken(gone.stored, feed(a!), '11:10').withdrawn).toBe(0);
    expect(states(taken(gone.stored, feed(newer, a!), '12:00').stored)).toMatchObject({ 'urn:n': 'waiting' });
  });

  test('that makes room for newer ones stays', () => {
    const old = entry('old', { published: '2026-11-01T09:00:00Z' });
    const result = taken(copyAfter(['09:00', feed(a!, old)]), feed(newer, a!), '10:00');
    expect(states(result.stored)).toMatchObject({ 'urn:old': 'seen' });
    expect(result.withdrawn).toBe(0);
  });

  test('stays where the document broke off before it', () => {
    const news = copyAfter(['09:00', feed(a!)], ['10:00', feed(newer, a!)], ['10:40', feed(newer, a!)]);
    const cut = { ...feed(a!), isCut: true as const };
    expect(states(taken(news, cut, '11:00').stored)).toMatchObject({ 'urn:n': 'new' });
  });

  test('that is too old when it comes is no news', () => {
    const late = entry('late', { published: '2026-09-01T09:00:00Z' });
    const result = taken(first, feed(a!, late), '10:00');
    expect(states(result.stored)).toMatchObject({ 'urn:late': 'seen' });
    expect(result.tooOld).toBe(1);
    const { maxAge: _, ...patient } = source;
    expect(takeIn(first, feed(a!, late), patient, { now: at('10:00'), accept: false })).toMatchObject({
      tooOld: 0,
      waiting: 1,
    });
  });

  test('without a date is as old as the first look at it', () => {
    const { published: _, ...undated } = entry('u');
    const { stored } = taken(first, feed(undated, a!), '10:00');
    expect(taken(stored, feed(undated, a!), '11:00').stored.entries.find(({ id }) => id === 'urn:u')?.published).toBe(
      '2026-11-23T10:00:00Z',
    );
  });

  test('of the future, in the feed of others, is of today', () => {
    const sticky = entry('s', { published: '2027-01-01T00:00:00Z' });
    const { stored } = taken(first, feed(sticky, a!), '10:00');
    expect(stored.entries.find(({ id }) => id === 'urn:s')?.published).toBe('2026-11-23T10:00:00Z');
  });

  test('without an id is known by its address, and without both by its words', () => {
    const { id: _, ...nameless } = entry('x');
    const { id: _id, url: _url, ...bare } = entry('y');
    const copy = copyAfter(['09:00', feed(nameless, bare)]);
    expect(copy.entries).toHaveLength(2);
    expect(taken(copy, feed(nameless, bare), '10:00').arrived).toBe(0);
  });

  test('that says nothing at all is left out', () => {
    expect(taken(undefined, feed({ authors: [], tags: [], attachments: [] }), '09:00').stored.entries).toEqual([]);
  });

  test('with the id of another one counts where it leads to another place', () => {
    const [one, two, same] = [entry('a'), { ...entry('b'), id: 'urn:a' }, { ...entry('a'), title: 'Again' }];
    expect(taken(undefined, feed(one, two, same), '09:00').stored.entries.map(({ title }) => title)).toEqual([
      'Title a',
      'Title b',
    ]);
  });

  test('of others is kept as title and summary, without its text', () => {
    const long = entry('l', {
      html: `<p>${'Words and more. '.repeat(100)}</p>`,
      image: 'https://garden.example.org/l.jpg',
    });
    const [kept] = taken(undefined, feed(long), '09:00').stored.entries;
    expect(kept).not.toHaveProperty('html');
    expect(kept).not.toHaveProperty('image');
    expect(kept!.summary!.length).toBeLessThanOrEqual(500);
  });

  test('of an own feed is kept whole, and a change of its words has a date', () => {
    const own = { own: true };
    const first = taken(undefined, feed(a!), '09:00', own).stored;
    expect(first.entries[0]).toMatchObject({ html: '<p>Text a.</p>' });
    expect(first.entries[0]).not.toHaveProperty('updated');
    const changed = taken(first, feed(entry('a', { html: '<p>Other text.</p>' })), '10:00', own).stored;
    expect(changed.entries[0]).toMatchObject({ updated: '2026-11-23T10:00:00Z' });
    expect(taken(changed, feed(entry('a', { html: '<p>Other text.</p>' })), '11:00', own).stored).toEqual(changed);
  });
});

describe('a change of most entries at once', () => {
  const first = copyAfter(['09:00', feed(a!, b!, c!)]);
  const look = (before: StoredFeed, found: ForeignFeed, accept = false) =>
    takeIn(before, found, source, { now: at('10:00'), accept }) as TakenIn & SourceDoubt;
  const renamed = feed(...['a', 'b', 'c'].map((name) => entry(name, { id: `new-${name}` })));

  test('of their ids is a doubt, and changes nothing', () => {
    expect(look(first, renamed)).toEqual({ renamed: 3, vanished: 0, present: 3 });
  });

  test('of their ids makes nothing new once a person accepts it, and the old ids stay', () => {
    const accepted = look(first, renamed, true);
    expect(states(accepted.stored)).toEqual({ 'urn:a': 'seen', 'urn:b': 'seen', 'urn:c': 'seen' });
    expect(accepted.arrived).toBe(0);
    expect(look(accepted.stored, renamed)).toMatchObject({ arrived: 0, withdrawn: 0 });
  });

  test('of their ids and addresses, as when a site moves, is a doubt where titles and dates are known', () => {
    const moved = ['a', 'b', 'c'].map((name) =>
      entry(name, { id: `https://new.example/${name}`, url: `https://new.example/${name}` }),
    );
    expect(look(first, feed(...moved))).toMatchObject({ renamed: 3 });
  });

  test('of a single one is followed in silence', () => {
    const result = look(first, feed(entry('a', { id: 'new-a' }), b!, c!));
    expect(result).toMatchObject({ arrived: 0, withdrawn: 0 });
    expect(states(result.stored)).toEqual({ 'urn:a': 'seen', 'urn:b': 'seen', 'urn:c': 'seen' });
  });

  test('from http to https is no change at all', () => {
    const under = (scheme: string) =>
      feed(
        ...['a', 'b', 'c'].map((name) =>
          entry(name, { id: `${scheme}://garden.example.org/${name}`, url: `${scheme}://garden.example.org/${name}` }),
        ),
      );
    const result = look(copyAfter(['09:00', under('http')]), under('https'));
    expect(result).toMatchObject({ arrived: 0, withdrawn: 0 });
    expect(result.stored.entries.map(({ state }) => state)).toEqual(['seen', 'seen', 'seen']);
  });

  test('that empties the feed is a doubt', () => {
    expect(look(first, feed())).toEqual({ renamed: 0, vanished: 3, present: 0 });
    expect(states(look(first, feed(), true).stored)).toEqual({ 'urn:a': 'gone', 'urn:b': 'gone', 'urn:c': 'gone' });
  });

  test('that takes most entries out of the midst is a doubt', () => {
    const many = ['d', 'e', 'f', 'g'].map((name, index) => entry(name, { published: `2026-11-2${index}T09:00:00Z` }));
    const full = copyAfter(['09:00', feed(...many)]);
    expect(look(full, feed(many[0]!))).toEqual({ renamed: 0, vanished: 3, present: 1 });
  });
});
