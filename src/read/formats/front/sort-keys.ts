import { frontShape, perTimezone } from '../front-matter.ts';
import { type FrontRules, type Given, isFilled, isMapping } from './given.ts';
import { containers, oneSpelling, synonyms } from './synonyms.ts';

interface Sorted {
  readonly byKey: ReadonlyMap<string, readonly Given[]>;
  readonly unknown: readonly Given[];
}

/** Puts each value under those of our keys that it may stand for, the most important first. */
export function sortKeys(raw: Readonly<Record<string, unknown>>, { isStrict, timezone }: FrontRules): Sorted {
  const { own, all } = ranksOf(timezone);
  const ranked = new Map<string, { readonly given: Given; readonly rank: number }[]>();
  const unknown: Given[] = [];
  for (const given of allGiven(raw)) {
    const name = given.path.at(-1)!;
    const known = isStrict ? (own.get(name) ?? words.get(oneSpelling(name))) : all.get(oneSpelling(name));
    if (!known) unknown.push(given);
    if (!isFilled(given.value)) continue;
    for (const { key, rank } of known ?? []) {
      const list = ranked.get(key) ?? [];
      ranked.set(key, list);
      list.push({ given, rank: rank + (given.path.length - 1) * 1000 });
    }
  }
  const byKey = new Map(
    [...ranked].map(([key, list]) => [key, list.toSorted((a, b) => a.rank - b.rank).map(({ given }) => given)]),
  );
  return { byKey, unknown };
}

function allGiven(raw: Readonly<Record<string, unknown>>): Given[] {
  return Object.entries(raw).flatMap(([key, value]) =>
    containers.includes(key) && isMapping(value)
      ? Object.entries(value).map(([inner, one]) => ({ path: [key, inner], value: one }))
      : [{ path: [key], value }],
  );
}

/** One of our keys, and how far down its list a word for it is. */
interface Rank {
  readonly key: string;
  readonly rank: number;
}

type Ranks = ReadonlyMap<string, readonly Rank[]>;

const words: Ranks = byName(
  Object.entries(synonyms).flatMap(([key, list]) =>
    list.map((word, index): [string, Rank] => [oneSpelling(word), { key, rank: index + 1 }]),
  ),
);

const ranksOf = perTimezone((timezone) => {
  const keys = Object.keys(frontShape(timezone)).map((key): [string, Rank] => [key, { key, rank: 0 }]);
  const spelled = keys.map(([key, rank]): [string, Rank] => [oneSpelling(key), rank]);
  const others = [...words].flatMap(([word, ranks]) => ranks.map((rank): [string, Rank] => [word, rank]));
  return { own: byName(keys), all: byName([...spelled, ...others]) };
});

function byName(entries: readonly [string, Rank][]): Ranks {
  const groups = Map.groupBy(entries, ([name]) => name);
  return new Map([...groups].map(([name, list]) => [name, list.map(([, rank]) => rank)]));
}
