import type { Address } from '../../subscribers/subscriber.ts';
import type { ForgetFlags } from '../flags.ts';
import { operand } from '../quoted.ts';
import type { Terminal } from '../terminal.ts';
import { foundIn } from './change.ts';
import { type OpenList, readAddress, refuse, withList } from './open-list.ts';

/** `tidings subscribers forget <address>`: erases, after a person has said so twice. */
export async function forget(terminal: Terminal, text: string, flags: ForgetFlags): Promise<number> {
  const address = readAddress(text);
  if (flags.confirm !== undefined && flags.confirm !== '1')
    refuse(`--confirm is "${flags.confirm}"`, 'One person is erased at a time: write --confirm 1.');
  return withList(terminal, flags, async (list) => {
    const before = (await list.subscribers.suppressionOf(address))?.reason === 'erased';
    if (!before) {
      await foundIn(list, address);
      if (flags.confirm === undefined && !(await agrees(terminal, address)))
        refuse('nobody was erased', 'There is no way back, so add --confirm 1 if you mean it.', 'unconfirmed');
    }
    const { isComplete } = (await list.subscribers.forget(address))!;
    const words = wordsOfErasure(address.typed, { isComplete, before, ...list });
    terminal.result('subscribers-forget', words, {
      address: address.typed,
      erased: true,
      complete: isComplete,
      before,
    });
    return isComplete ? 0 : 1;
  });
}

async function agrees(terminal: Terminal, { typed }: Address): Promise<boolean> {
  const answer = await terminal.ask(`Everything that is stored of ${typed} will be erased. Type the address: `);
  return answer?.trim() === typed;
}

interface Circumstances extends Pick<OpenList, 'named' | 'at'> {
  readonly isComplete: boolean;
  /** Whether the person was erased by an earlier run. */
  readonly before: boolean;
}

function wordsOfErasure(typed: string, { isComplete, before, named, at }: Circumstances): string {
  const mark = 'A mark is left by which no import brings the address back; nobody can read it.';
  const lines = isComplete
    ? [before ? `${typed} was erased before, and ${named} holds nothing of it.` : `Erased ${typed}. ${mark}`, ...copies]
    : [
        `Erased ${typed} from the list, but not yet from the disk: another process is reading ${named}, so its old bytes`,
        `stay in the file and in ${named}-wal.`,
        ...copies,
        'Next: end that process (a send, a backup, a database browser), then run this again:',
        `  npx tidings subscribers forget${operand(typed, at)}`,
      ];
  return `${lines.join('\n')}\n`;
}

/** Files that a person made, wherever they lie now. */
const copies = [
  'Copies that you made may still hold this person: backups, exports and the lists that you imported, reports made with',
  '--names, folders of messages (--eml, .tidings/outbox), and the mailbox that "inbox" reads. Delete them, or this person',
  'in them, and make a new backup.',
];
