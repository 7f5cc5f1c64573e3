import type { Locate, Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';

/**
 * What in the settings keeps a publication from sending to its list. That some programs show no button where readers can
 * unsubscribe by mail only, checking a letter tells.
 * @param at The positions of keys in `tidings.yaml`.
 */
export function listProblems({ letters, newsletter }: Pick<Settings, 'letters' | 'newsletter'>, at: Locate): Problem[] {
  const place = at(['newsletter'], 'key');
  if (!letters) return [{ ...off, ...place }];
  const { from, unsubscribeUrl, unsubscribeEmail } = newsletter;
  const problems: Problem[] = [];
  if (from === undefined) problems.push({ ...noSender, ...place });
  if (unsubscribeUrl === undefined && unsubscribeEmail === undefined) problems.push({ ...noWayOut, ...place });
  return problems;
}

const off: Problem = {
  severity: 'error',
  rule: 'letters-off',
  message: 'letters are turned off',
  hint: 'Write the section "newsletter:" in tidings.yaml in place of "newsletter: false", then build again.',
};

const noSender: Problem = {
  severity: 'error',
  rule: 'no-sender',
  message: 'the letter has no sender',
  hint: 'Add "from: My Letter <letters@example.org>" under "newsletter:" in tidings.yaml.',
};

const noWayOut: Problem = {
  severity: 'error',
  rule: 'no-unsubscribe',
  message: 'readers could not unsubscribe: neither "unsubscribeUrl" nor "unsubscribeEmail" is set',
  hint: 'Add "unsubscribeUrl: https://example.org/unsubscribe/{token}" or "unsubscribeEmail: leave@example.org" under "newsletter:" in tidings.yaml. The law asks for it, and so does every mail provider.',
};
