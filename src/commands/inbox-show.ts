import { counted } from '../lib/count-words.ts';
import { wordsOf } from '../returns/words.ts';
import { type KeptEvent, keptEventsLimit } from '../store/returned-mail.ts';
import type { InboxFlags } from './flags.ts';
import { refuse, withList } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

/** How many events a person is shown; `--json` has all. */
const most = 20;

/** `tidings inbox --show`: the events of mail providers that nobody could be held to, for a person to read. */
export async function inboxShow(terminal: Terminal, source: string | undefined, flags: InboxFlags): Promise<number> {
  if (source !== undefined || flags.dryRun || flags.moveTo !== undefined)
    refuse('--show reads no mailbox', 'Leave out the name of a mailbox, --dry-run and --move-to.');
  return withList(terminal, flags, async ({ returnedMail }) => {
    const events = await returnedMail.kept();
    terminal.result('inbox-show', textOf(events), { events: events.map(plain) });
    return 0;
  });
}

function textOf(events: readonly KeptEvent[]): string {
  const { days } = keptEventsLimit;
  if (events.length === 0) return `Mail providers sent nothing in ${days} days that was left alone.\n`;
  const lines = events.slice(0, most).flatMap(({ at, provider, reason, content }) => {
    return [`  ${at.toISOString().slice(0, 10)}  ${provider}: ${reason}`, `    ${wordsOf(content)}`];
  });
  const more = events.length > most ? [`  and ${events.length - most} more; --json has them all`] : [];
  const heading = `${counted(events.length, 'event')} of mail providers in ${days} days, left alone:`;
  return `${[heading, ...lines, ...more].join('\n')}\nNext: look these letters up at the provider, if there are many.\n`;
}

function plain({ at, provider, reason, content }: KeptEvent) {
  return { at, provider, reason, content };
}
