import { quoted } from '../../lib/quoted.ts';
import type { SendFlags } from '../flags.ts';
import { type OpenList, withList } from '../subscribers/open-list.ts';
import type { Terminal } from '../terminal.ts';
import { findSending } from './find-sending.ts';

/** `tidings send [issue] --pause` and `--resume`: keeps one sending or all from going on, on whatever machine. */
export async function pauseSending(
  terminal: Terminal,
  issue: string | undefined,
  { publication, pause = false }: SendFlags,
): Promise<number> {
  return withList(terminal, { publication }, async (list) => {
    const sending = issue === undefined ? undefined : await findSending(list.ledger, issue, list.at);
    const which = sending?.id ?? 'all';
    const changed = pause ? await list.ledger.pause(which) : await list.ledger.resume(which);
    const paused = (await list.ledger.pauseOf(which)) !== undefined;
    const name = sending ? sending.slug : 'all sendings';
    terminal.result(
      'send-pause',
      wordsOf(name, { pause, changed, paused, isOne: sending !== undefined, at: list.at }),
      {
        ...(sending && { issue: sending.issue, slug: sending.slug }),
        ...{ paused, changed },
      },
    );
    return 0;
  });
}

interface Said {
  readonly pause: boolean;
  readonly changed: boolean;
  readonly paused: boolean;
  readonly isOne: boolean;
  readonly at: OpenList['at'];
}

function wordsOf(name: string, { pause, changed, paused, isOne, at }: Said): string {
  const issue = isOne ? ` ${quoted(name)}` : '';
  const are = isOne ? 'is' : 'are';
  const title = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  const subject = isOne ? name : title;
  if (pause) {
    const first = changed
      ? `${subject} ${are} paused: whoever sends stops within a few seconds, after the letters that are under way.`
      : `${subject} ${isOne ? 'was' : 'were'} paused before.`;
    return `${first}\nNext: to go on:\n  npx tidings send${issue} --resume${at}\n`;
  }
  if (!changed)
    return `${subject} ${isOne ? 'was' : 'were'} not paused${paused ? ' by itself, but all sendings are' : ''}.\n`;
  if (paused)
    return `The pause of ${name} has ended, and all sendings are still paused: npx tidings send --resume${at}\n`;
  const next = isOne ? `send${issue}` : 'send <issue>';
  return `The pause of ${name} has ended. Workers go on by themselves.\nNext: where no worker does, go on with:\n  npx tidings ${next}${at}\n`;
}
