import { ProblemError } from '../model/problem.ts';
import { type DatabaseReport, examineDatabase } from '../store/open.ts';
import type { DnsFinding } from './finding.ts';

/** Tidings is tested with these and newer ones. */
const oldest = 12;

/** Clocks that differ by less say nothing, in milliseconds. */
const tolerance = 2_000;

/** Looks at the database of a list: whether it answers, what it is, and what is between. Nothing is changed. */
export async function checkDatabase({
  place,
  named,
}: {
  readonly place: string;
  readonly named: string;
}): Promise<DnsFinding[]> {
  try {
    return findingsOf(await examineDatabase(place, named), named);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ message, hint }) => ({
      ...{ check: 'Database', verdict: 'error', rule: 'database', message, ...(hint && { hint }) },
    }));
  }
}

function findingsOf(report: DatabaseReport, named: string): DnsFinding[] {
  const { version, format, newest, isPooled, ahead, isReplica } = report;
  const base = { check: 'Database', rule: 'database' } as const;
  const begun = format === undefined ? 'there is no list yet' : `its tables are of format ${format}`;
  const findings: DnsFinding[] = [
    { ...base, verdict: 'ok', message: `${named} answers: PostgreSQL ${version}, and ${begun}` },
  ];
  if (isReplica)
    findings.push({
      ...{ ...base, verdict: 'error', message: `${named} can only be read` },
      hint: 'DATABASE_URL has to lead to the primary server, not to a replica.',
    });
  if (Number.parseInt(version, 10) < oldest)
    findings.push({
      ...{ ...base, verdict: 'warning', message: `PostgreSQL ${version} is older than ${oldest}` },
      hint: `Tidings is tested with ${oldest} and newer ones.`,
    });
  if (format !== undefined && format > newest)
    findings.push({
      ...{ ...base, verdict: 'error', message: `its tables are newer than this program, which knows format ${newest}` },
      hint: 'Update Tidings on this machine.',
    });
  if (isPooled) findings.push({ ...base, verdict: 'note', message: 'PgBouncer, or a pooler like it, is in between' });
  if (Math.abs(ahead) > tolerance)
    findings.push({
      ...{ ...base, verdict: 'note' },
      message: `its clock is ${Math.abs(Math.round(ahead / 1000))} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's`,
      consequence: 'The times of the ledger are those of the database.',
    });
  return findings;
}
