import { refuseToSend } from '../../sendings/refusal.ts';
import type { Terminal } from '../terminal.ts';

interface Question {
  /** How many people it is about. */
  readonly count: number;
  /** The value of `--confirm`, if it was given. */
  readonly confirm: string | undefined;
  /** What would happen, as the beginning of a sentence. */
  readonly words: string;
  /** The question on a terminal, to which the number is the answer. */
  readonly question: string;
  /** The way out where nobody can be asked. */
  readonly hint: string;
  /** The way out after another answer. */
  readonly again: string;
  /** Throws with the state that was left; by default, that nothing was sent. */
  readonly refuse?: (message: string, hint: string, rule?: 'unconfirmed') => never;
}

/**
 * Nothing happens to many before a person, or `--confirm` in the place of one, has said to how many.
 * @throws ProblemError with exit code 2.
 */
export async function confirmed(
  terminal: Terminal,
  { count, confirm, words, question, hint, again, refuse = refuseToSend }: Question,
): Promise<void> {
  if (confirm !== undefined) {
    if (!/^\d{1,9}$/.test(confirm)) refuse(`--confirm "${confirm}" is not a number`, `Write --confirm=${count}.`);
    if (Number(confirm) >= count) return;
    refuse(`${words}, and --confirm allows ${confirm}`, `Write --confirm=${count}.`, 'unconfirmed');
  }
  const answer = await terminal.ask(question);
  if (answer === undefined) return refuse(`${words}, and nobody has confirmed it`, hint, 'unconfirmed');
  if (answer.trim().replaceAll(',', '') !== String(count)) refuse(`the answer was not ${count}`, again, 'unconfirmed');
}
