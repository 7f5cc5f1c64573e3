import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { beginStudio, type Running } from '../../src/studio/begin.ts';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The studio of a folder on a port of its own, until the test ends. */
export async function begunStudio(folder: string, port = 0): Promise<Running> {
  const ending = new AbortController();
  const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-30T00:00:00Z') };
  const running = await beginStudio({ path: '.', flags: {}, context, port, signal: ending.signal });
  onTestFinished(async () => {
    ending.abort();
    await running.watching.catch(() => undefined);
    await running.stop();
  });
  return running;
}

/** Asks over a socket, with a path as it is and any header field, which `fetch` would not send. */
export async function askRaw(
  address: string,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<Answered> {
  const { hostname, port } = new URL(address);
  const asked = request({ hostname, port, path, method, headers, agent: false });
  asked.end();
  const [answer] = await once(asked, 'response');
  answer.setEncoding('utf8');
  let text = '';
  for await (const piece of answer) text += piece;
  return { status: answer.statusCode, headers: answer.headers, text };
}
