import type { SendingPlan } from '../../sendings/plan.ts';
import type { Results } from '../json/results.ts';

/** The result of a run in which nothing happened. */
export function unsentOf({
  slug,
  subject,
  count,
  audience,
  problems,
  sending,
  compiled,
}: SendingPlan): Results['send'] {
  const run = { sent: 0, failed: 0, deferred: 0, suppressed: 0, 'in-doubt': 0 };
  const issue = (sending ?? compiled)!.issue;
  return {
    ...{ issue, slug, subject, dryRun: false, busy: false, stopped: false, run },
    ...{ count, audience, problems },
  };
}
