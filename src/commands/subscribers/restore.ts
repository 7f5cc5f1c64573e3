import { counted } from '../../lib/count-words.ts';
import { isDay, midnight } from '../../lib/time.ts';
import { momentOf } from '../../subscribers/entry.ts';
import type { RestoreFlags } from '../flags.ts';
import { confirmed } from '../send/confirmed.ts';
import { findSending } from '../send/find-sending.ts';
import type { Terminal } from '../terminal.ts';
import { refuse, withList } from './open-list.ts';

/** `tidings subscribers restore`: takes back the people who were taken off because letters bounced, if they did not. */
export async function restore(terminal: Terminal, flags: RestoreFlags): Promise<number> {
  const { bouncedSince, issue, confirm } = flags;
  if (confirm !== undefined && !/^\d{1,9}$/.test(confirm))
    refuse(`--confirm "${confirm}" is not a number`, 'Write how many at most, such as --confirm=12.');
  return withList(terminal, flags, async ({ subscribers, ledger, config, at }) => {
    const since = momentIn(bouncedSince, config.settings.timezone);
    const sending = issue === undefined ? undefined : await findSending(ledger, issue, at);
    const how = `restored by hand: the bounces since ${bouncedSince} were none`;
    const which = { since, how, ...(sending && { sending: sending.id }) };
    const count = await subscribers.restoreBounced(which, { apply: false });
    const ofIssue = issue === undefined ? '' : ` for ${issue}`;
    if (count === 0)
      refuse(
        `nobody was taken off since ${bouncedSince} because letters bounced${ofIssue}`,
        `"tidings subscribers list --status bounced${at}" prints all who bounced.`,
        'not-found',
      );
    const words = `${counted(count, 'subscriber')} would get letters again`;
    await confirmed(terminal, {
      ...{ count, confirm, words, refuse },
      question: `${words}. Type ${count} to restore them: `,
      hint: `Add --confirm=${count}.`,
      again: 'Run it again if you want to restore them.',
    });
    const restored = await subscribers.restoreBounced(which, { apply: true });
    terminal.result(
      'subscribers-restore',
      `${counted(restored, 'subscriber')} will get letters again.\nNext:\n  npx tidings subscribers list --status active${at}\n`,
      { restored, since, ...(sending && { issue: sending.issue, slug: sending.slug }) },
    );
    return 0;
  });
}

/** A day begins where the publication is. */
function momentIn(text: string, timezone: string): Date {
  const moment = isDay(text) ? new Date(midnight(text, timezone)) : momentOf(text);
  return moment ?? refuse(`--bounced-since "${text}" is not a date`, 'Write it as 2026-11-23 or 2026-11-23T09:00.');
}
