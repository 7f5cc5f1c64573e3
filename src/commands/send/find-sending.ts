import { nearest } from '../../lib/nearest.ts';
import { quoted } from '../../lib/quoted.ts';
import { ProblemError } from '../../model/problem.ts';
import type { Ledger, Sending } from '../../store/ledger.ts';

/**
 * The sending of an issue, by its slug or id. `at` is what names the publication in the next command.
 * @throws ProblemError with exit code 2 that says what was sent, or how to send it.
 */
export async function findSending(ledger: Ledger, issue: string, at: string): Promise<Sending> {
  const sending = await ledger.find(issue);
  if (sending) return sending;
  const sendings = await ledger.sendings();
  const slugs = sendings.map(({ slug }) => slug);
  // Two sections may have an article of one slug.
  const alike = sendings.filter(({ slug }) => slug.endsWith(`/${issue}`));
  if (alike.length === 1) return alike[0]!;
  const near = nearest(issue, slugs);
  const hint =
    alike.length > 1
      ? `Write ${alike.map(({ slug }) => slug).join(' or ')}.`
      : near
        ? `Did you mean "${near}"?`
        : slugs.length > 0
          ? `"npx tidings status${at}" prints what was.`
          : `Send it with "npx tidings send ${quoted(issue)}${at}".`;
  const message =
    alike.length > 1 ? `several issues that were sent have the slug "${issue}"` : `"${issue}" was not sent to the list`;
  throw new ProblemError([{ severity: 'error', rule: 'not-found', message, hint }], {
    exitCode: 2,
    state: 'Nothing was changed.',
  });
}
