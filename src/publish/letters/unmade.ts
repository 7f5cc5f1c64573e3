import type { Problem, ProblemError } from '../../model/problem.ts';

/** Gathers the problems of letters. */
export function lettersListener(needs?: string) {
  const warnings: Problem[] = [];
  const slugs: string[] = [];
  const warn = (problem: Problem) => void warnings.push(problem);
  const unmade = (slug: string, error: ProblemError) => {
    if (slug === needs) throw error;
    slugs.push(slug);
    warnings.push(...error.problems);
  };
  return { warnings, slugs, options: { warn, unmade } };
}
