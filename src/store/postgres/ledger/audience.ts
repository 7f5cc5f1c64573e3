import type { Way } from '../../../email/frozen.ts';
import { type Audience, type AudienceFilter, type Exclusion, exclusions } from '../../ledger.ts';
import type { Queries } from '../connection.ts';
import { Values } from '../values.ts';
import { decisionSql, noWayFor } from './decision.ts';

/** Whom to look at: everybody up to a number, and who of them has a delivery of a sending already. */
interface Scope {
  readonly selection: AudienceFilter;
  readonly ways: readonly Way[];
  readonly bound: number;
  readonly sending: number;
}

/** So many are decided and written in one step. */
const size = 10_000;

interface Step {
  /** Nobody up to this number is looked at. */
  readonly above: number;
  /** Writes those chosen, who are in `decided` by id and decision; the statements behind `WITH`. */
  readonly insert?: (values: Values) => string;
}

/** What is decided of some subscribers: how many of each kind, and the last of them; nothing at the end. */
interface Decided {
  readonly numbers: readonly (readonly [decision: string | null, number: number])[];
  readonly last: number;
}

/** Decides of some subscribers which letter goes there, if any. */
export async function decidePortion(
  queries: Queries,
  { selection, ways, bound, sending }: Scope,
  { above, insert }: Step,
): Promise<Decided | undefined> {
  const values = new Values(above, bound, size);
  const decision = decisionSql(selection, ways, sending, values);
  const rows = await queries.rows(
    `WITH decided AS MATERIALIZED (SELECT s.id, ${decision} AS decision FROM tidings.subscriber s
        WHERE s.id > $1 AND s.id <= $2 ORDER BY s.id LIMIT $3)
      ${insert ? `, inserted AS (${insert(values)})` : ''}
      SELECT CASE WHEN decision ~ '^[0-9]' THEN 'chosen' ELSE decision END AS decision, count(*) AS number,
        max(id) AS last FROM decided GROUP BY 1`,
    ...values.list,
  );
  if (rows.length === 0) return undefined;
  return {
    numbers: rows.map((row) => [row.decision as string | null, row.number as number]),
    last: Math.max(...rows.map(({ last }) => last as number)),
  };
}

/** Adds up what portions say. */
export class AudienceSum {
  readonly #excluded = new Map<Exclusion, number>();
  #prepared = 0;
  #candidates = 0;

  add({ numbers }: Decided): void {
    for (const [decision, number] of numbers) this.#add(decision, number);
  }

  #add(decision: string | null, number: number): void {
    if (decision === null) throw noWayFor();
    this.#candidates += number;
    if (decision === 'chosen' || decision === 'known') this.#prepared += number;
    else this.#excluded.set(decision as Exclusion, (this.#excluded.get(decision as Exclusion) ?? 0) + number);
  }

  audience(): Audience {
    const excluded = exclusions.map((exclusion) => [exclusion, this.#excluded.get(exclusion) ?? 0]);
    return { candidates: this.#candidates, prepared: this.#prepared, excluded: Object.fromEntries(excluded) };
  }
}
