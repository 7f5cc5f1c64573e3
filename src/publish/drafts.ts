import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Origin } from '../model/article.ts';
import type { Issue } from '../model/issue.ts';
import type { Problem } from '../model/problem.ts';

/** The draft of a name: its slug, or its file from where one stands or from the publication. */
export function draftNamed<Read extends { slug: string; draft: boolean; origin: Origin }>(
  name: string | undefined,
  all: readonly Read[],
  { directory, display }: Config,
): Read | undefined {
  const slug = name?.replace(/^(\.\/)+/, '');
  if (!slug) return undefined;
  const files = [slug, display(join(directory, slug))];
  return all.find((one) => one.draft && (one.slug === slug || files.includes(one.origin.file)));
}

/** Warns that a letter is of a draft. `shown`: the slug of the draft that is seen as if it were none. */
export function draftProblems(
  { shown }: { readonly shown?: string | undefined },
  { slug, origin, items }: Issue,
): Problem[] {
  if (shown !== slug) return [];
  const { file, line } = origin ?? items[0]!.article.origin;
  const message = `${slug} is a draft, and nobody else sees it`;
  const hint = 'To publish and send it, take "draft: true" out of its front matter.';
  return [{ severity: 'warning', rule: 'draft', message, hint, file, line }];
}
