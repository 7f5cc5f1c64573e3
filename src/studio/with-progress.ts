import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { AskProgress } from './checks/ask.ts';

interface Given {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: AskProgress) => void;
}

/** The type of an answer that is a line of JSON for each step: `{"done":3,"total":40}`, at last `{"end":true}` or `{"problems":[…]}`. */
const lines = 'application/x-ndjson';

/**
 * Answers a form whose work takes a while: with a line for each step to a script that asks for it, else with the page
 * to look at once it is done. Who leaves ends the work.
 */
export async function withProgress(
  context: Context,
  then: string,
  work: (given: Given) => Promise<unknown>,
): Promise<Response> {
  const { signal } = context.req.raw;
  if (!context.req.header('accept')?.includes(lines)) {
    await work({ signal, onProgress: () => {} });
    return context.redirect(then, 303);
  }
  context.header('Content-Type', lines);
  return stream(context, async (out) => {
    const left = new AbortController();
    out.onAbort(() => left.abort(new Error('the page was left')));
    signal.addEventListener('abort', () => left.abort(signal.reason));
    const tell = (line: object) => out.write(`${JSON.stringify(line)}\n`);
    try {
      await work({ signal: left.signal, onProgress: (progress) => void tell(progress).catch(() => left.abort()) });
      await tell({ end: true });
    } catch (error) {
      if (!left.signal.aborted) await tell({ problems: wordsOf(error) });
    }
  });
}

function wordsOf(error: unknown): readonly Pick<Problem, 'message' | 'hint'>[] {
  if (error instanceof ProblemError) return error.problems;
  return [{ message: error instanceof Error ? error.message : String(error) }];
}
