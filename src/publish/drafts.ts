import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Manuscript, Origin } from '../model/article.ts';
import { isHeld } from '../model/held.ts';
import type { Issue } from '../model/issue.ts';
import { articlesNamed, sectionName } from '../model/letter-name.ts';
import type { Problem } from '../model/problem.ts';
import type { IssueManuscript } from '../read/issues/issue.ts';

/**
 * The draft of a name: its slug with its section before or without, or its file from where one stands or from the
 * publication. @param future Whether one whose date has not come is meant, too.
 */
export function heldNamed<
  Read extends {
    slug: string;
    section?: string;
    draft: boolean;
    origin: Origin;
    published?: string;
    date?: string;
    nameDate?: string;
  },
>(
  name: string | undefined,
  all: readonly Read[],
  { directory, display, now }: Config,
  future = false,
): Read | undefined {
  const slug = name?.replace(/^(\.\/)+/, '');
  if (!slug) return undefined;
  const files = [slug, display(join(directory, slug))];
  const held = all.filter(({ draft, published, date, nameDate }) =>
    isHeld({ draft, ...(future && { published: published ?? date ?? nameDate }) }, now),
  );
  const own = held.find((one) => sectionName(one) === slug || files.includes(one.origin.file));
  const [draft, ...others] = held.filter((one) => one.slug === slug);
  return own ?? (others.length === 0 ? draft : undefined);
}

/** Of articles that are held back, those that the list of an issue names. */
export function namedIn<Held extends Manuscript>({ choice }: IssueManuscript, held: readonly Held[]): readonly Held[] {
  const entries = 'entries' in choice && held.length > 0 ? choice.entries : [];
  return entries.flatMap(({ id, slug }) => {
    const own = id === undefined ? [] : held.filter((one) => one.id === id);
    return own.length > 0 || slug === undefined ? own : articlesNamed(slug, held);
  });
}

/** Warns that a letter is of a draft. `shown`: the file of the draft that is seen as if it were none. */
export function draftProblems(
  { shown }: { readonly shown?: string | undefined },
  { slug, origin, items }: Issue,
): Problem[] {
  const { file, line } = origin ?? items[0]!.article.origin;
  if (shown !== file) return [];
  const message = `${slug} is a draft, and nobody else sees it`;
  const hint = 'To publish and send it, take "draft: true" out of its front matter.';
  return [{ severity: 'warning', rule: 'draft', message, hint, file, line }];
}
