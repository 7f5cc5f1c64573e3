import { counted } from '../../lib/count-words.ts';
import { quoted } from '../../lib/quoted.ts';
import type { SendingPlan } from '../../sendings/plan.ts';
import { refuseToSend } from '../../sendings/refusal.ts';
import type { SendFlags } from '../flags.ts';
import type { OpenList } from '../subscribers/open-list.ts';
import type { Terminal } from '../terminal.ts';
import { confirmed } from './confirmed.ts';

/**
 * `--accept-bounces`: a person says that the mailboxes really are gone whose marks are held. Their readers leave the
 * list, and the rest of the issue goes on. Returns how many left; nothing if no mark is held.
 */
export async function acceptBounces(
  terminal: Terminal,
  { slug, sending, count }: SendingPlan,
  { ledger, at }: OpenList,
  { confirm, dryRun }: SendFlags,
): Promise<number | undefined> {
  const held = sending ? (await ledger.bounces(sending.id)).held : 0;
  if (held === 0 && count === 0) refuseToSend(`no bounces of ${slug} are held`, 'Leave out --accept-bounces.');
  if (held === 0 || dryRun) return undefined;
  const words = `${counted(held, 'subscriber')} would be taken off the list for bounces of ${slug}`;
  const see = `npx tidings status ${quoted(slug)} --only failed${at}`;
  await confirmed(terminal, {
    ...{ count: held, confirm, words },
    question: `${words}. See what servers said:\n  ${see}\nType ${held} to accept it: `,
    hint: `Look at "${see}", then add --confirm=${held}.`,
    again: 'Run it again if you want to take them off.',
  });
  return ledger.acceptBounces(sending!.id);
}
