import { nearest } from '../../lib/nearest.ts';
import type { Problem } from '../../model/problem.ts';
import type { IssueManuscript } from '../../read/issues/issue.ts';

/** Problems of issues that name another one as their original. */
export function editionProblems(manuscripts: readonly IssueManuscript[], articles: ReadonlySet<string>): Problem[] {
  const issues = new Map(manuscripts.map((manuscript) => [manuscript.slug, manuscript]));
  const taken = new Map<string, string>();
  return manuscripts.flatMap((edition): Problem[] => {
    const { translationOf, language, origin } = edition;
    if (translationOf === undefined) return [];
    const original = issues.get(translationOf);
    if (!original) return [problemOf(edition, 'translationOf', missing(translationOf, [...issues.keys()], articles))];
    if (original === edition)
      return [problemOf(edition, 'translationOf', ['the issue is no translation of itself', nameAnother])];
    if (original.translationOf !== undefined)
      return [problemOf(edition, 'translationOf', chained(translationOf, original.translationOf))];
    const key = JSON.stringify([translationOf, language.toLowerCase()]);
    const other = sameLanguage(original, language) ? original.origin.file : taken.get(key);
    taken.set(key, origin.file);
    return other === undefined ? [] : [problemOf(edition, 'language', [`${other} is in "${language}", too`, another])];
  });
}

type Words = readonly [message: string, hint: string];

const nameAnother = 'Name the issue that it translates, or take the line away.';
const another = 'Every edition of an issue is in a language of its own: "language: de".';

function sameLanguage({ language }: IssueManuscript, other: string): boolean {
  return language.toLowerCase() === other.toLowerCase();
}

function missing(name: string, issues: readonly string[], articles: ReadonlySet<string>): Words {
  if (articles.has(name))
    return [
      `${name} is an article, and only issues that were made by hand have editions`,
      `Make an issue of it in issues/, with "articles: [${name}]".`,
    ];
  const near = nearest(name, issues);
  return [`there is no issue "${name}"`, near ? `Did you mean "${near}"?` : 'Write the name of its file without .md.'];
}

function chained(name: string, original: string): Words {
  return [`${name} is a translation itself`, `Write "translationOf: ${original}".`];
}

function problemOf({ at }: IssueManuscript, key: 'translationOf' | 'language', [message, hint]: Words): Problem {
  return { severity: 'error', rule: 'issue-translation', message, hint, ...at([key]) };
}
