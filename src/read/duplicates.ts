import type { Manuscript } from '../model/article.ts';
import { pageFile } from '../model/page-path.ts';
import type { Locate, Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';

/** The names that must be unique, and their positions. */
export interface Names {
  readonly slug: string;
  readonly slugPlace: ReturnType<Locate>;
  /** The file of its page, relative to the output. */
  readonly page: string;
  /** Only an id that was written down. */
  readonly id?: string;
  readonly idPlace?: ReturnType<Locate>;
}

/** Whether two of the manuscripts have one page, or one id that was written down. */
export function hasDuplicates(
  manuscripts: readonly Pick<Manuscript, 'slug' | 'section' | 'url' | 'page' | 'id'>[],
  settings: Pick<Settings, 'url' | 'permalink'>,
): boolean {
  const isShared = (values: readonly string[]) => new Set(values).size < values.length;
  return (
    isShared(manuscripts.map((manuscript) => pageFile(manuscript, settings))) ||
    isShared(manuscripts.flatMap(({ id }) => id ?? []))
  );
}

/** A problem at each of two articles with one page or one id, naming the other. */
export function findDuplicates(all: readonly Names[]): Problem[] {
  const pages = all.map(({ page, slug, slugPlace }) => ({ key: page, value: slug, place: slugPlace }));
  const ids = all.flatMap(({ id, idPlace }) =>
    id !== undefined && idPlace ? [{ key: id, value: id, place: idPlace }] : [],
  );
  return [...twins(pages, pageTwin), ...twins(ids, idTwin)];
}

interface Named {
  /** What no two may share. */
  readonly key: string;
  readonly value: string;
  readonly place: ReturnType<Locate>;
}

type Described = (one: Named, other: Named) => Pick<Problem, 'rule' | 'message' | 'hint'>;

const idTwin: Described = ({ value }, other) => ({
  rule: 'same-id',
  message: `${whereIs(other)} has the same id "${value}"`,
  hint: 'An id tells articles apart for ever. Give one of them another, or take it out.',
});

const pageTwin: Described = ({ key, value }, other) =>
  value === other.value
    ? {
        rule: 'same-slug',
        message: `${whereIs(other)} has the same slug "${value}"`,
        hint: 'Give one of them another: add a line such as "slug: hello-again". In two folders they may share it, if "permalink" in tidings.yaml holds {section}.',
      }
    : {
        rule: 'same-address',
        message: `${whereIs(other)} has the same page, ${key}`,
        hint: 'Give one of them another path: look at "permalink", "path" and "url" in both, and at "permalink" in tidings.yaml.',
      };

function whereIs({ place: { file, line } }: Named): string {
  return `${file}:${line}`;
}

function twins(all: readonly Named[], described: Described): Problem[] {
  return [...Map.groupBy(all, ({ key }) => key).values()].flatMap((same) =>
    same.length < 2
      ? []
      : same.map(
          (one, index): Problem => ({ severity: 'error', ...described(one, same[index === 0 ? 1 : 0]!), ...one.place }),
        ),
  );
}
