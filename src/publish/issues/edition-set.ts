import type { Issue } from '../../model/issue.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import type { Prepared } from '../prepare.ts';
import { findIssue } from './find-issue.ts';

/**
 * An issue as it goes to the list: itself, then its editions in other languages, the newest first.
 * @throws ProblemError if there is none of that name, or if it is an edition of another one.
 */
export function editionsNamed(prepared: Prepared, name: string): readonly [Issue, ...Issue[]] {
  const issue = findIssue(prepared, name);
  if (issue.translationOf !== undefined) throw refusal(issue.slug, issue.translationOf);
  const { issues = [] } = prepared.publication;
  return [issue, ...issues.filter(({ translationOf }) => translationOf === issue.slug)];
}

/** Warnings about editions that are held back: their readers get the issue itself, and after it is sent nothing else. */
export function heldEditions({ held }: Prepared, { slug }: Issue): Problem[] {
  const because = { draft: 'it is a draft', future: 'its date is still to come', empty: 'no article is for it yet' };
  const missing = held.issues.filter(({ translationOf }) => translationOf === slug);
  return missing.map((edition) => ({
    severity: 'warning',
    rule: 'edition-held',
    message: `the edition ${edition.slug} is held back, for ${because[edition.because]}: its readers get ${slug}`,
    hint: 'To send it with the issue, finish it first. An edition cannot be sent later by itself.',
  }));
}

function refusal(slug: string, original: string): ProblemError {
  const message = `${slug} is an edition of ${original}, and goes to its readers together with that`;
  const hint = `Name ${original} in place of it.`;
  return new ProblemError([{ severity: 'error', rule: 'issue', message, hint }], { exitCode: 2 });
}
