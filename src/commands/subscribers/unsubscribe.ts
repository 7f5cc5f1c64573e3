import { readToken, tokensIn } from '../../subscribers/token.ts';
import type { ListFlags } from '../flags.ts';
import type { Terminal } from '../terminal.ts';
import { departureOf } from './departure.ts';
import { refuse, withList } from './open-list.ts';

/** `tidings unsubscribe <token>`: does the same as a click on the link. A running sending sees it before its next letter. */
export async function unsubscribe(terminal: Terminal, text: string, flags: ListFlags): Promise<number> {
  return withList(terminal, flags, async ({ subscribers, config, at }) => {
    const ticket = readToken(await config.secret(), tokenIn(text), 'unsubscribe');
    if (ticket?.list !== subscribers.list)
      refuse(
        'this is no unsubscribe link of this list',
        `Look whether it was copied as a whole. "tidings subscribers remove <address>${at}" takes off by address.`,
        'bad-token',
      );
    const { before, subscriber } = await subscribers.leave(ticket.subscriber, 'unsubscribed', { how: 'by the link' });
    if (!subscriber) terminal.result('unsubscribe', 'The reader of this link is no longer on the list.\n', { before });
    else {
      const { words, value } = await departureOf(subscriber.address, before, { subscribers, config });
      terminal.result('unsubscribe', `${words}.\n`, value);
    }
    return 0;
  });
}

/** People paste the whole link. */
function tokenIn(text: string): string {
  return tokensIn(text)[0] ?? text.trim();
}
