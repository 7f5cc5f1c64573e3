import { expect, test } from 'vitest';
import { disagreementsOf, type ReleaseState } from './release/agreement.ts';

const changelog = `# Changelog

## Unreleased

### Added

- A change to come.

## 0.2.0 - 2027-01-31

### Fixed

- A mended fault.

## 0.1.0 - 2026-11-24
`;
const released = changelog.replace('- A change to come.\n\n', '');
const good: ReleaseState = { version: '0.2.0', ...lockedAs('0.2.0'), changelog, tags: [], changes: [] };

test.each<[string, Partial<ReleaseState>]>([
  ['not tagged yet, with changes to come', {}],
  ['tagged', { tags: ['v0.2.0'], changelog: released }],
  ['tagged with a word of its own, too', { tags: ['latest', 'v0.2.0'], changelog: released }],
  [
    'a version to try',
    { version: '0.2.0-rc.1', ...lockedAs('0.2.0-rc.1'), changelog: headed('0.2.0-rc.1 - 2027-01-31') },
  ],
])('a commit can be released: %s', (_, change) => {
  expect(disagreementsOf({ ...good, ...change })).toEqual([]);
});

test.each<[string, Partial<ReleaseState>, RegExp, RegExp]>([
  [
    'no version number',
    { version: '2', ...lockedAs('2'), changelog: headed('2 - 2027-01-31') },
    /version "2"/,
    /0\.2\.0/,
  ],
  ['an older lock', { locked: ['0.1.0', '0.1.0'] }, /"0\.1\.0", package\.json "0\.2\.0"/, /npm version 0\.2\.0/],
  [
    'an older package of npm create',
    { created: '0.1.0' },
    /templates\/create\/package\.json has the version "0\.1\.0"/,
    /Write 0\.2\.0 there/,
  ],
  ['a lock of two versions', { locked: ['0.2.0', undefined] }, /"0\.2\.0" and ""/, /npm version 0\.2\.0/],
  ['no release in the changelog', { changelog: '# Changelog\n\n## Unreleased\n' }, /no heading/, /## 0\.2\.0 - /],
  [
    'another release in the changelog',
    { changelog: headed('0.3.0 - 2027-01-31') },
    /:9 tells of version 0\.3\.0/,
    /## 0\.2\.0 - /,
  ],
  ['a release without a day', { changelog: headed('0.2.0') }, /:9 "## 0\.2\.0" is no heading/, /## 0\.2\.0 - /],
  [
    'a day that no calendar has',
    { changelog: headed('0.2.0 - 2027-02-30') },
    /"## 0\.2\.0 - 2027-02-30"/,
    /YYYY-MM-DD/,
  ],
  ['a tag of another version', { tags: ['v0.3.0'], changelog: released }, /tag v0\.3\.0/, /v0\.2\.0/],
  ['a tag without its v', { tags: ['0.2.0'], changelog: released }, /tag 0\.2\.0/, /tag the release as v0\.2\.0/],
  [
    'a tagged commit with changes to come',
    { tags: ['v0.2.0'] },
    /:3 has changes under "Unreleased"/,
    /heading of 0\.2\.0/,
  ],
  [
    'a file that is not committed',
    { changes: [' M src/cli.ts', '?? notes.txt'] },
    / M src\/cli\.ts\n.*notes\.txt/,
    /Commit them/,
  ],
])('a release is refused for %s, with a way out', (_, change, message, hint) => {
  expect(disagreementsOf({ ...good, ...change })).toEqual([
    { message: expect.stringMatching(message), hint: expect.stringMatching(hint) },
  ]);
});

test('everything that disagrees is told at once', () => {
  const state = { ...good, ...lockedAs('0.1.0'), tags: ['v0.1.0'], changes: ['?? notes.txt'] };
  expect(disagreementsOf(state)).toHaveLength(5);
});

function lockedAs(version: string): Pick<ReleaseState, 'locked' | 'created'> {
  return { locked: [version, version], created: version };
}

function headed(heading: string): string {
  return changelog.replace('0.2.0 - 2027-01-31', heading);
}
