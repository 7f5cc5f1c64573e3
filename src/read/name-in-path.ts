import { basename, dirname } from 'node:path';
import { isDay, midnight } from '../lib/time.ts';
import type { Generator } from '../model/publication.ts';
import type { ParsedArticle, SourceFile } from './formats/source.ts';

interface Ways {
  readonly timezone: string;
  readonly generator?: Generator;
}

/** The name of a file without its date and ending; `index` takes that of its folder. And the date that its path gives. */
export function nameInPath(
  { name, ending }: Pick<SourceFile, 'name' | 'ending'>,
  { timezone, generator }: Ways,
): Pick<ParsedArticle, 'name' | 'nameDate'> {
  const path = name.slice(0, -ending.length).replaceAll('\\', '/');
  const [own, folder] = [basename(path), basename(dirname(path))];
  const full = own === 'index' && folder !== '.' ? folder : own;
  const [dated = ''] =
    (generator === 'zola' ? /^\d{4}-\d\d-\d\d(?:[-_]|$)/ : /^\d{4}-\d\d-\d\d(?:-|$)/).exec(full) ?? [];
  const isDated = isDay(dated.slice(0, 10));
  const day = isDated ? dated.slice(0, 10) : dayIn(path);
  const keepsDate = generator !== undefined && datedAddresses.has(generator);
  return {
    name: (isDated && !keepsDate && full.slice(dated.length)) || full,
    ...(day !== undefined && { nameDate: midnight(day, timezone) }),
  };
}

/** Their addresses hold the whole name of the file. */
const datedAddresses: ReadonlySet<Generator> = new Set(['hugo', 'astro', 'vitepress', 'next']);

/** The date in the address that front matter gives, such as `news/2024/05/06/frost`: sites take it from there. */
export function dateInAddress(
  { permalink, path, url }: { readonly [key in 'permalink' | 'path' | 'url']?: string | undefined },
  timezone: string,
): string | undefined {
  const day = [permalink, path, url].map((given) => dayIn(given ?? '')).find(Boolean);
  return day === undefined ? undefined : midnight(day, timezone);
}

/** The day in a path such as `2024-05-06_frost`, `2024-05-06-frost/text`, `2024/05/06-frost` or `2024/05/06/frost`. */
function dayIn(path: string): string | undefined {
  const parts = path.split('/').toReversed();
  const named = parts.map((part) => /^(\d{4}-\d\d-\d\d)(?![\d.])/.exec(part)?.[1] ?? '').find(isDay);
  if (named !== undefined) return named;
  const [, year, month, day] = /(?:^|\/)(\d{4})\/(\d\d)\/(\d\d)(?:[-_ /]|$)/.exec(path) ?? [];
  const found = `${year}-${month}-${day}`;
  return isDay(found) ? found : undefined;
}
