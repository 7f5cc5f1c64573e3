import { type RuleName, rules } from '../../email/check/rules.ts';
import { nearest } from '../../lib/nearest.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';

/**
 * Lets findings of some rules pass: their errors become warnings, for a letter that breaks a rule shall be known to,
 * and their warnings are left out.
 * @throws ProblemError with exit code 2 if letters have no such rule.
 */
export function ignoring(names: readonly string[]): (problems: readonly Problem[]) => Problem[] {
  const unknown = names.find((name) => !Object.hasOwn(rules, name));
  if (unknown !== undefined) throw refusal(unknown);
  const isIgnored = ({ rule }: Problem) => names.includes(rule as RuleName);
  return (problems) => {
    const passed = problems.filter((problem) => isIgnored(problem) && problem.severity === 'error');
    const rest = problems.filter((problem) => !isIgnored(problem));
    return [...rest, ...passed.map((problem): Problem => ({ ...problem, severity: 'warning' }))];
  };
}

function refusal(name: string): ProblemError {
  const near = nearest(name, Object.keys(rules));
  const hint = near
    ? `Did you mean "${near}"?`
    : 'Each finding names its rule with --json; templates/guide/articles/check.md lists them all.';
  const problem = { rule: 'usage', message: `letters have no rule "${name}"`, hint } as const;
  return new ProblemError([{ severity: 'error', ...problem }], { exitCode: 2, state: 'Nothing was done.' });
}
