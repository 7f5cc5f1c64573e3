import type { SmtpSettings } from '../../config/config.ts';
import type { Answer, Refusal } from '../transport.ts';
import { faultOf, reasonOf, wordsOf } from './fault.ts';
import type { Ending } from './passage.ts';
import { unasked } from './plain-envelope.ts';

/** What a transport says of it. */
export function answerOf(ending: Ending, smtp: SmtpSettings): Answer {
  if (ending.kind === 'accepted') return { result: 'accepted', reply: wordsOf(ending.response, smtp) };
  if (ending.kind === 'withheld') return { result: 'withheld' };
  const { error, complete } = ending;
  return refusalOf(ending, smtp) ?? { result: 'broken', complete, reply: reasonOf(faultOf(error, smtp)) };
}

const stages: Readonly<Record<string, Refusal['at']>> = {
  'MAIL FROM': 'sender',
  'RCPT TO': 'recipient',
  DATA: 'message',
};

/** The server's no, if it was a clear one and is known to be to this message. */
function refusalOf({ error, begun }: Extract<Ending, { kind: 'failed' }>, smtp: SmtpSettings): Refusal | undefined {
  const fault = faultOf(error, smtp);
  if (isTooLarge(fault)) return unasked('message', 'the server takes no message of this size');
  if (!fault.refused) return undefined;
  // With PIPELINING, nodemailer does not tell where a server said 421 unless it was at MAIL or DATA.
  const at = begun ? 'message' : (stages[fault.command] ?? (fault.reply === 421 ? 'recipient' : undefined));
  if (at === undefined) return undefined;
  const { later, reply: code, status, words } = fault;
  return { result: 'refused', at, permanent: !later, code, ...(status && { status }), reply: words };
}

/** By the size that the server announced; the same code stands for a senseless reply later on. */
function isTooLarge({ code, command }: ReturnType<typeof faultOf>): boolean {
  return code === 'EMESSAGE' && command === 'MAIL FROM';
}
