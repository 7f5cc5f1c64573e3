import { join } from 'node:path';
import type { Begun } from '../init/begin.ts';
import { originOf, yamlOf } from '../init/settings-text.ts';
import { counted } from '../lib/count-words.ts';
import { addressBelow, isWebAddress } from '../lib/uri.ts';
import { argumentFor, flagFor } from './quoted.ts';

/** What `tidings init` says of a site: what it found, what it guessed, and what is left to a person. */
export function siteWords(begun: Begun, directory: string): string {
  const { site, lines } = begun;
  const count = counted(site.articles?.count ?? 0, 'article');
  const folder = site.articles?.value === '.' ? '' : ` in ${site.articles?.value}/`;
  const what = site.generator === 'Markdown' ? 'Markdown' : `a site of ${site.generator} (${site.by})`;
  const keys = Math.max(...lines.map(({ key }) => key.length));
  const values = Math.min(40, Math.max(...lines.map(({ value }) => yamlOf(value).length)));
  return `${[
    `Found ${what} ${directory === '.' ? 'here' : `in ${directory}`}: ${count}${folder}. No file of it was changed.`,
    ...files(begun, directory),
    '',
    ...lines.map((line) => `  ${line.key.padEnd(keys)}  ${yamlOf(line.value).padEnd(values)}  ${originOf(line)}`),
    '',
    ...site.notes.map((note) => `${note}.`),
    ...ignored(begun),
    ...next(begun, directory),
  ].join('\n')}\n`;
}

function files({ written, kept }: Begun, directory: string): string[] {
  const places = written.map((path) => join(directory, path)).join(' and ');
  const lines = [`Wrote ${places}. In the new settings:`];
  if (kept.length > 0)
    lines.unshift(
      'There is a .env already, and it was left alone. A list of readers needs a TIDINGS_SECRET in it, which the first command for the list explains.',
    );
  return lines;
}

function ignored({ toIgnore }: Begun): string[] {
  return toIgnore.length === 0
    ? []
    : [
        'Add to .gitignore, so that git takes along no secret and nothing that can be made again:',
        ...toIgnore.map((line) => `  ${line}`),
      ];
}

/** Readers of the feed that the site has would see each article twice if its id were another one. */
function adoption({ feed, url, generator }: Begun['site'], directory: string): string[] {
  if (!feed || !url || url.isGuess || generator === 'Markdown') return [];
  const base = `${url.value.replace(/\/?$/, '')}/`;
  const address = isWebAddress(feed.value) ? feed.value : addressBelow(feed.value, base);
  return [
    'Then, so that no reader of the feed that the site has sees an old article as new:',
    `  npx tidings adopt ${address}${flagFor(directory)}`,
  ];
}

function next({ lines, site }: Begun, directory: string): string[] {
  const guesses = lines.filter(({ isGuess, isRefused }) => isGuess || isRefused).map(({ key }) => key);
  const look =
    guesses.length > 0
      ? [`Next: look at ${guesses.join(', ')} in ${join(directory, 'tidings.yaml')}. Then build:`]
      : ['Next:'];
  return [...look, `  npx tidings build${argumentFor(directory)}`, ...adoption(site, directory)];
}
