import type { Way } from '../../../email/frozen.ts';
import type { AudienceFilter } from '../../ledger.ts';
import type { PostgresTables } from '../tables.ts';
import { isOf, Values } from '../values.ts';

/**
 * An expression on a subscriber `s`, as text: an exclusion, `known` for who has a delivery of the sending, the index of a
 * letter, or NULL where no way leads to one. Adds its values to those that are given.
 */
export function decisionSql({ tag, digest }: AudienceFilter, ways: readonly Way[], sending: number, values: Values) {
  return `CASE
    WHEN EXISTS (SELECT 1 FROM tidings.delivery WHERE sending = ${values.mark(sending)} AND subscriber = s.id) THEN 'known'
    WHEN s.status <> 'active' THEN s.status
    ${tag === undefined ? '' : `WHEN NOT ${hasTag(values.mark(tag))} THEN 'not-selected'`}
    ${digest ? '' : "WHEN s.frequency = 'digests' THEN 'digests-only'"}
    ${choiceSql(ways, values, "WHEN EXISTS (SELECT 1 FROM tidings.suppression WHERE hash = s.hash) THEN 'suppressed'")}
    END`;
}

/** The letter of one subscriber, whatever the status; `beyond-ascii` where few servers carry the address. */
export async function letterChosen(
  { queries }: PostgresTables,
  ways: readonly Way[],
  subscriber: number,
): Promise<number | 'beyond-ascii'> {
  const values = new Values(subscriber);
  const sql = `SELECT CASE ${choiceSql(ways, values)} END AS letter FROM tidings.subscriber s WHERE s.id = $1`;
  const { letter } = (await queries.row(sql, ...values.list))! as { letter: string | null };
  if (letter === 'beyond-ascii') return letter;
  if (letter === null) throw noWayFor();
  return Number(letter);
}

export function noWayFor(): Error {
  return new Error('the ways of an issue leave a reader out');
}

/** The branches of a decision about somebody who is to get a letter. `then`: what comes between address and letter. */
function choiceSql(ways: readonly Way[], values: Values, then = ''): string {
  const paths = ways.map(({ language, has, lacks, letter }) => {
    const conditions = [
      ...(language === undefined ? ['TRUE'] : [isOf(values.mark(language))]),
      ...has.map((tag) => hasTag(values.mark(tag))),
      ...lacks.map((tag) => `NOT ${hasTag(values.mark(tag))}`),
    ];
    return `WHEN ${conditions.join(' AND ')} THEN '${Number(letter)}'`;
  });
  return `WHEN split_part(s.address, '@', 1) COLLATE "C" ~ '[^!-~]' THEN 'beyond-ascii' ${then} ${paths.join(' ')}`;
}

function hasTag(mark: string): string {
  return `EXISTS (SELECT 1 FROM tidings.tag WHERE subscriber = s.id AND tag = ${mark})`;
}
