import { readToken } from '../../subscribers/token.ts';
import type { ListFlags } from '../flags.ts';
import type { Terminal } from '../terminal.ts';
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
    const who = subscriber?.address.typed;
    const state = before ? `${who} got no letters before` : `${who} gets no more letters`;
    terminal.result('unsubscribe', `${subscriber ? state : 'Whoever this link was for is no longer on the list'}.\n`, {
      ...(who !== undefined && { address: who }),
      before,
    });
    return 0;
  });
}

/** People paste the whole link. */
function tokenIn(text: string): string {
  return /(?<![\w-])[\w-]{59}(?![\w-])/.exec(text)?.[0] ?? text.trim();
}
