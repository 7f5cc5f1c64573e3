import { type AskOptions, askWeb, NothingLearned } from './ask-web.ts';

/** What a server answers for an address in the end, or why nobody answers, in words that may follow a colon. */
export type StatusAnswer = { readonly status: number } | { readonly fault: string };

/**
 * Asks whether something is at an address, redirects followed. Servers that refuse HEAD are asked again with GET, of
 * which nothing is read.
 * @throws only the reason of the signal.
 */
export async function fetchStatus(url: string, options: AskOptions = {}): Promise<StatusAnswer> {
  const ask = (method: 'HEAD' | 'GET') =>
    askWeb(url, method, undefined, { timeout: 10_000, ...options }, async ({ statusCode }) => ({
      status: statusCode!,
    }));
  try {
    const head = await ask('HEAD');
    return head.status < 400 ? head : await ask('GET');
  } catch (error) {
    if (error instanceof NothingLearned) return { fault: error.message };
    throw error;
  }
}
