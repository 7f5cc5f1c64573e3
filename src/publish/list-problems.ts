import type { Problem } from '../problem.ts';
import type { Settings } from '../publication.ts';
import type { Locate } from '../schema.ts';

/**
 * What keeps a publication from sending to its list, as errors, and what its readers' mail programs will miss, as
 * warnings. Of the settings alone.
 * @param at Where keys stand in `tidings.yaml`.
 */
export function listProblems({ letters, newsletter }: Pick<Settings, 'letters' | 'newsletter'>, at: Locate): Problem[] {
  const place = at(['newsletter']);
  if (!letters) return [{ ...off, ...place }];
  const { from, unsubscribeUrl, unsubscribeEmail } = newsletter;
  const problems: Problem[] = [];
  if (from === undefined) problems.push({ ...noSender, ...place });
  if (unsubscribeUrl !== undefined) return problems;
  if (unsubscribeEmail === undefined) problems.push({ ...noWayOut, ...place });
  else problems.push({ ...noButton, ...at(['newsletter', 'unsubscribeEmail']) });
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

// RFC 8058 knows https only.
const noButton: Problem = {
  severity: 'warning',
  rule: 'no-unsubscribe-button',
  message: 'Gmail and others will show no unsubscribe button, for there is no "unsubscribeUrl"',
  hint: 'Gmail and Yahoo ask for one of whoever sends more than 5,000 letters a day. Add "unsubscribeUrl: https://example.org/unsubscribe/{token}" under "newsletter:" as soon as a server answers there.',
};
