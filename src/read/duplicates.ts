import type { Manuscript } from '../model/article.ts';
import type { Locate, Problem } from '../model/problem.ts';

/** The names that must be unique, and their positions. */
export interface Names {
  readonly slug: string;
  readonly slugPlace: ReturnType<Locate>;
  /** Only an id that was written down. */
  readonly id?: string;
  readonly idPlace?: ReturnType<Locate>;
}

/** Whether two of the manuscripts have one slug, or one id that was written down. */
export function hasDuplicates(manuscripts: readonly Pick<Manuscript, 'slug' | 'id'>[]): boolean {
  const isShared = (values: readonly string[]) => new Set(values).size < values.length;
  return isShared(manuscripts.map(({ slug }) => slug)) || isShared(manuscripts.flatMap(({ id }) => id ?? []));
}

/** A problem at each of two articles with one slug or one id, naming the other. */
export function findDuplicates(all: readonly Names[]): Problem[] {
  const slugs = all.map(({ slug, slugPlace }) => ({ value: slug, place: slugPlace }));
  const ids = all.flatMap(({ id, idPlace }) => (id !== undefined && idPlace ? [{ value: id, place: idPlace }] : []));
  return [
    ...twins(slugs, 'slug', 'Give one of them another: add a line such as "slug: hello-again".'),
    ...twins(ids, 'id', 'An id tells articles apart for ever. Give one of them another, or take it out.'),
  ];
}

interface Named {
  readonly value: string;
  readonly place: ReturnType<Locate>;
}

function twins(all: readonly Named[], kind: 'slug' | 'id', hint: string): Problem[] {
  return [...Map.groupBy(all, ({ value }) => value).values()].flatMap((same) =>
    same.length < 2
      ? []
      : same.map(({ value, place }, index): Problem => {
          const { file, line } = same[index === 0 ? 1 : 0]!.place;
          const message = `${file}:${line} has the same ${kind} "${value}"`;
          return { severity: 'error', rule: `same-${kind}`, message, hint, ...place };
        }),
  );
}
