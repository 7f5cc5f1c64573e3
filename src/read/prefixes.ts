import { oneLine } from '../lib/escape.ts';
import { nearest } from '../lib/nearest.ts';
import type { Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import type { Draft } from './formats/source.ts';

/** A problem for each prefix that the settings do not know, at its key. */
export function undeclaredPrefixes(
  { front, at }: Draft,
  { feeds: { namespaces } }: Pick<Settings, 'feeds'>,
): Problem[] {
  const names = new Set(front.extensions?.map(({ name }) => name));
  return [...names].flatMap((name) => {
    const prefix = name.split(':')[0]!;
    if (Object.hasOwn(namespaces, prefix)) return [];
    const near = nearest(prefix, Object.keys(namespaces));
    return {
      severity: 'error',
      rule: 'unknown-prefix',
      message: `the prefix of ${oneLine(name)} is not declared`,
      hint: near
        ? `Did you mean "${near}:${name.slice(prefix.length + 1)}"?`
        : `Declare it in tidings.yaml, under "feeds", such as: namespaces: {${prefix}: https://example.org/ns#}`,
      ...at(['extensions', name], 'key'),
    };
  });
}
