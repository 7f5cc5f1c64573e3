import { counted } from '../../lib/count-words.ts';
import type { SendingPlan } from '../../sendings/plan.ts';
import { refuseToSend } from '../../sendings/refusal.ts';
import type { SendFlags } from '../flags.ts';
import { quoted } from '../quoted.ts';
import type { OpenList } from '../subscribers/open-list.ts';
import type { Terminal } from '../terminal.ts';

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
  await confirmed(terminal, { slug, held, confirm, see: `npx tidings status ${quoted(slug)} --only failed${at}` });
  return ledger.acceptBounces(sending!.id);
}

async function confirmed(
  terminal: Terminal,
  { slug, held, confirm, see }: { slug: string; held: number; confirm: string | undefined; see: string },
): Promise<void> {
  const words = `${counted(held, 'subscriber')} would be taken off the list for bounces of ${slug}`;
  if (confirm !== undefined) {
    if (!/^\d{1,9}$/.test(confirm)) refuseToSend(`--confirm "${confirm}" is not a number`, `Write --confirm=${held}.`);
    if (Number(confirm) >= held) return;
    refuseToSend(`${words}, and --confirm allows ${confirm}`, `Write --confirm=${held}.`, 'unconfirmed');
  }
  const answer = await terminal.ask(`${words}. See what servers said:\n  ${see}\nType ${held} to accept it: `);
  if (answer === undefined)
    refuseToSend(
      `${words}, and nobody has confirmed it`,
      `Look at "${see}", then add --confirm=${held}.`,
      'unconfirmed',
    );
  if (answer.trim().replaceAll(',', '') !== String(held))
    refuseToSend(`the answer was not ${held}`, 'Run it again if you want to take them off.', 'unconfirmed');
}
