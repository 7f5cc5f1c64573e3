import type { IssueManuscript } from '../../read/issues/issue.ts';

/**
 * Which issues carry which articles. Editions of one issue go to different readers, and so take nothing from each
 * other.
 */
export class Carriers {
  readonly #originals: ReadonlyMap<string, string>;
  /** Article id → the original of those that carry it → the last of these, as a person knows it. */
  readonly #names = new Map<string, Map<string, string>>();

  constructor(manuscripts: readonly IssueManuscript[]) {
    this.#originals = new Map(manuscripts.map(({ slug, translationOf }) => [slug, translationOf ?? slug]));
  }

  /** @param slug Of the issue; absent if it has no file any more. */
  note(article: string, slug: string | undefined, name = slug ?? ''): void {
    const names = this.#names.get(article) ?? new Map<string, string>();
    const original = slug === undefined ? `gone ${name}` : this.#originals.get(slug)!;
    names.delete(original);
    this.#names.set(article, names.set(original, name));
  }

  /** The articles of issues that are not editions of this one. */
  besides(slug: string): { has(article: string): boolean } {
    const own = this.#originals.get(slug);
    return {
      has: (article) =>
        this.#names
          .get(article)
          ?.keys()
          .some((original) => original !== own) ?? false,
    };
  }

  /** Article id → the issue that carries it. */
  all(): ReadonlyMap<string, string> {
    return new Map([...this.#names].map(([article, names]) => [article, [...names.values()].at(-1)!]));
  }
}
