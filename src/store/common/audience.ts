import { ProblemError } from '../../model/problem.ts';
import { type Audience, exclusions, type Sending } from '../ledger.ts';
import type { StoredRow } from './rows.ts';

/** A row of the table `sending`. `grown`: the audience of one that is or was open. */
export function sendingFrom(row: StoredRow, grown: Audience | undefined): Sending {
  const { open } = row as { open: Sending['open'] | null };
  return {
    id: row.id as number,
    issue: row.issue as string,
    slug: row.slug as string,
    subject: row.subject as string,
    frozen: new Date(row.frozen as number),
    source: row.source as string,
    messageIds: row.message_ids as Sending['messageIds'],
    selection: JSON.parse(row.selection as string),
    audience: grown ?? audienceFrom(row.audience as string),
    ...(open && { open }),
  };
}

/** An audience that was frozen before there was a reason to be left out names nobody for it. */
function audienceFrom(text: string): Audience {
  const { excluded, ...audience } = JSON.parse(text) as Audience;
  return { ...audience, excluded: { ...nobodyExcluded, ...excluded } };
}

export const nobodyExcluded = Object.fromEntries(exclusions.map((reason) => [reason, 0])) as Audience['excluded'];

/** @throws ProblemError if those chosen and those left out are not all. `rows`: how many deliveries are stored. */
export function checkSum(
  { candidates, prepared, excluded }: Audience,
  { all, rows }: { readonly all: number; readonly rows: number },
): void {
  const leftOut = Object.values(excluded).reduce((sum, one) => sum + one, 0);
  if (all !== candidates || rows !== prepared || prepared + leftOut !== all)
    throw freezeRefusal(
      `the audience does not add up: ${prepared} chosen (${rows} stored) and ${leftOut} left out of ${all} on the list`,
      'Another process may have changed the list at the same time. Run this again.',
    );
}

export function freezeRefusal(message: string, hint: string, rule = 'audience'): ProblemError {
  return new ProblemError([{ severity: 'error', rule, message, hint }], { state: 'Nothing was sent.' });
}

/** Why somebody who has confirmed gets no letter. */
export const beyondAscii = 'the address has letters beyond ASCII before its @';

export function sentBefore(slug: string, frozen: Date): ProblemError {
  const message = `${slug} was sent to the list on ${frozen.toISOString().slice(0, 10)}, so it cannot become the letter to those who confirm`;
  const hint = 'Copy its file to another name, and write "sendOn: confirmed" there.';
  return new ProblemError([{ severity: 'error', rule: 'open-sending', message, hint }], {
    exitCode: 2,
    state: 'Nothing was changed.',
  });
}
