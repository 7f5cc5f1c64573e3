import { type AskOptions, askWeb, NothingLearned } from './ask-web.ts';

/**
 * The status that a server answers for an address after all redirects, or why none answers, in words that may
 * follow a colon. Servers that refuse HEAD are asked again with GET, of
 * which nothing is read.
 * @throws only the reason of the signal.
 */
export async function fetchStatus(
  url: string,
  options: AskOptions = {},
): Promise<{ readonly status: number } | { readonly fault: string }> {
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
