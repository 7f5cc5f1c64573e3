import { stringify } from 'yaml';
import { settingsFile } from '../settings/file.ts';
import type { Fact } from './settings.ts';
import type { FoundSite } from './site.ts';

/** A line of the new `tidings.yaml`. */
export interface SettingsLine {
  readonly key: string;
  readonly value: unknown;
  /** The file that says it, or the reason for a guess. */
  readonly from: string;
  readonly isGuess: boolean;
  /** Whether it is written as a comment: Tidings could not work with that value. */
  readonly isRefused: boolean;
}

/** The settings for a site, in the order of the file. */
export function settingsLines(site: FoundSite): SettingsLine[] {
  const { title, url, language, author, description, timezone, articles, permalink, output, generator, by, key } = site;
  const isBare = key === undefined && generator === 'Markdown';
  const known: readonly (readonly [string, Fact<unknown> | undefined])[] = [
    ['title', title],
    ['url', url],
    ['language', language],
    ['authors', author],
    ['description', description],
    ['timezone', timezone],
    ['generator', key === undefined ? undefined : { value: key, from: by }],
    ['articles', articles],
    [
      'static',
      site.static.length > 0 ? { value: site.static, from: 'where paths that begin with / are looked up' } : undefined,
    ],
    ['permalink', permalink],
    ['output', output],
    [
      'site',
      isBare
        ? undefined
        : { value: false, from: 'the site stays as it is; without this line Tidings makes pages, too' },
    ],
  ];
  return known.flatMap(([name, fact]) => {
    if (!fact) return [];
    const shape = settingsFile.shape[name as keyof typeof settingsFile.shape];
    const isRefused = shape?.safeParse(fact.value).success !== true;
    return { key: name, value: fact.value, from: fact.from, isGuess: fact.isGuess === true, isRefused };
  });
}

/** The text of `tidings.yaml`: each line says where its value comes from. */
export function settingsText(site: FoundSite, lines: readonly SettingsLine[]): string {
  const pairs = lines.map((line) => [
    `${line.isRefused ? '# ' : ''}${line.key}: ${yamlOf(line.value)}`,
    originOf(line),
  ]);
  const feed = site.feed && `the site makes ${site.feed.value} itself; with this line Tidings makes letters alone`;
  if (feed && site.generator !== 'Markdown') pairs.push(['# feeds: false', feed]);
  pairs.push([
    '# newsletter: {from: My Letter <letters@example.org>}',
    'needed to send letters; see the chapter on settings',
  ]);
  const width = Math.min(48, Math.max(...pairs.map(([text]) => text!.length)));
  const head = `# Tidings for this ${site.generator === 'Markdown' ? 'folder of Markdown' : `site of ${site.generator}`}: "tidings init" read it from the files named behind "#".`;
  return `${[head, ...pairs.map(([text, origin]) => `${text!.padEnd(width)}  # ${origin}`)].join('\n')}\n`;
}

/** Where a value comes from, as a person reads it. */
export function originOf({ from, isGuess, isRefused }: SettingsLine): string {
  const origin = isGuess ? `guessed: ${from}` : from;
  return (isRefused ? `a comment, since Tidings cannot take this value; ${origin}` : origin).replace(/\s+/g, ' ');
}

/** A value in YAML, on one line. */
export function yamlOf(value: unknown): string {
  return stringify(value, {
    lineWidth: 0,
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    defaultStringType: 'PLAIN',
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    blockQuote: false,
  }).trim();
}
