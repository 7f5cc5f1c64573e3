import type { Context } from 'hono';
import { ProblemError } from '../model/problem.ts';
import { type Purpose, readToken, tokensIn } from '../subscribers/token.ts';
import type { Doors } from './doors.ts';
import { forOneReader } from './for-one-reader.ts';

/** The answer to the holder of a token: a page, if the header fields do not say otherwise. */
export interface HolderAnswer {
  readonly body: string;
  readonly status?: 200 | 400 | 404 | 422;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers for the reader whom the token of the address names, if it is a token of this list for this purpose. */
export async function answerHolder(
  context: Context,
  doors: Doors,
  purpose: Purpose,
  act: (reader: number, token: string) => Promise<HolderAnswer>,
): Promise<Response> {
  const token = tokensIn(context.req.param('token') ?? '')[0] ?? '';
  const ticket = readToken(doors.key, token, purpose);
  const isOurs = ticket !== undefined && ticket.list === doors.store.subscribers.list;
  return answerOnce(context, doors, async () => (isOurs ? act(ticket.subscriber, token) : brokenLink(doors)));
}

/** Sends an answer for one reader. What the act changed is durable by then; if the database fails, the reader is asked to come again. */
export async function answerOnce(context: Context, doors: Doors, act: () => Promise<HolderAnswer>): Promise<Response> {
  const fields = { ...doors.everywhere, ...forOneReader };
  try {
    const { body, status = 200, headers } = await act();
    return context.body(body, status, { ...fields, ...headers });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    doors.log.failure(error);
    doors.metrics.count('failures');
    return context.body(doors.pages('failed'), 503, { ...fields, 'Retry-After': '60' });
  }
}

/** For a link or a form that was damaged on its way. */
export function brokenLink({ pages }: Pick<Doors, 'pages'>, status: 400 | 404 = 404): HolderAnswer {
  return { body: pages('broken'), status };
}
