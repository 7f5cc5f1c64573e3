import { ProblemError, type ProblemText } from '../../model/problem.ts';
import { sizesInWords } from '../sizes.ts';

/** Reasons for which a relay refuses all letters: the sender, their size, or their number. */
export type RelayEnd = 'sender' | 'size' | 'quota';

interface Refused {
  readonly relay: string;
  /** The envelope's, a bare address. */
  readonly sender: string;
  readonly reply: string;
}

/** Why no letter goes over a relay any more. */
export function relayProblem(end: RelayEnd, { relay, sender, reply }: Refused): ProblemError {
  const texts: Record<RelayEnd, ProblemText> = {
    sender: {
      rule: 'smtp-refused',
      message: `${relay} does not take the sender ${sender}: ${reply}`,
      hint: 'Set newsletter.from and bounces.address to addresses that this server may send for.',
    },
    size: {
      rule: 'smtp-too-large',
      message: `${relay} takes no letter of this size: ${reply}`,
      hint: 'Shorten the issue, send over another server, or have its limit raised.',
    },
    quota: {
      rule: 'smtp-quota',
      message: `${relay} takes no more letters for now: ${reply}`,
      hint: 'Run the same command again when it does, tomorrow at the latest. send.perHour and send.perDay keep to a limit.',
    },
  };
  return stopped(texts[end]);
}

/** Sizes in bytes. */
export function tooLarge(relay: string, limit: number, size: number): ProblemError {
  return stopped({
    rule: 'smtp-too-large',
    message: `${relay} ${sizesInWords(limit, size)}`,
    hint: 'Shorten the issue, send over another server, or have its limit raised.',
  });
}

function stopped(text: ProblemText): ProblemError {
  return new ProblemError([{ severity: 'error', ...text }], { state: 'The rest of the list stays pending.' });
}
