import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type ConfigFlags, loadConfig, publicationAround, type RunContext } from '../config/config.ts';
import { ProblemError } from '../model/problem.ts';
import { type Listening, listenOn } from '../system/listen.ts';
import { studioApp } from './app.ts';
import { LiveSession, type SessionPlace } from './session.ts';
import { hrefBelow, type Studio } from './studio.ts';
import { type WatchedFolder, watchPublication } from './watch.ts';

export interface BeginOptions {
  /** A publication folder or one article file. */
  readonly path: string;
  readonly flags: ConfigFlags;
  readonly context: RunContext;
  /** Undefined for the usual one or the next that is free; 0 for any. */
  readonly port?: number | undefined;
  /** A template for addresses that open a file in an editor. */
  readonly editor?: string | undefined;
  /** Milliseconds that a page waits for the first run, before it says that the publication is being read. */
  readonly patience?: number | undefined;
  readonly signal: AbortSignal;
}

export interface Running {
  /** With the token. */
  readonly address: string;
  readonly studio: Studio;
  /** Rejects where nothing can be watched any more. */
  readonly watching: Promise<void>;
  stop(): Promise<void>;
}

const usualPort = 4323;
const tries = 20;

/** Begins the studio of a publication on this machine alone. @throws ProblemError if the port is taken. */
export async function beginStudio({
  path,
  flags,
  context,
  port,
  editor,
  patience,
  signal,
}: BeginOptions): Promise<Running> {
  const watched = await folderToWatch({ path, flags, context });
  const session = new LiveSession({ path, flags, context });
  const token = randomBytes(18).toString('base64url');
  const studio: Studio = { session, href: hrefBelow(token), terminalContext: context, ...(editor && { editor }) };
  let answer = async (_: Request): Promise<Response> => new Response('Not yet.\n', { status: 503 });
  const server = await listenAt(port, (request) => answer(request));
  const app = studioApp(studio, { port: server.port, token, patience });
  answer = async (request) => app.fetch(request);
  // Read while the browser opens; a fault is told by the first page.
  void session.state();
  const watching = watchPublication(session, watched, signal);
  watching.catch(() => undefined);
  return { address: `http://127.0.0.1:${server.port}${studio.href()}`, studio, watching, stop: () => server.stop() };
}

/**
 * The publication's folder, also where its settings have a fault: that is shown. @throws ProblemError where there is no
 * publication.
 */
async function folderToWatch({ path, flags, context }: SessionPlace): Promise<WatchedFolder> {
  try {
    const { directory, output } = await loadConfig(path, flags, context);
    return { folder: directory, output };
  } catch (error) {
    const folder = await publicationAround(resolve(context.cwd, path));
    if (folder === undefined) throw withoutStart(error);
    return { folder, output: join(folder, 'output') };
  }
}

function withoutStart(error: unknown): unknown {
  if (!(error instanceof ProblemError)) return error;
  return new ProblemError(error.problems, { exitCode: error.exitCode, state: notBegun });
}

const notBegun = 'The studio did not begin.';

async function listenAt(given: number | undefined, fetch: (request: Request) => Promise<Response>): Promise<Listening> {
  const ports = given === undefined ? [...Array.from({ length: tries }, (_, index) => usualPort + index), 0] : [given];
  for (const port of ports) {
    try {
      // Streams of events stay open, so that little time is left to them at the end.
      return await listenOn(fetch, { host: '127.0.0.1', port, limits: { farewell: 200 } });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (given === undefined && (code === 'EADDRINUSE' || code === 'EACCES')) continue;
      throw taken(port, code);
    }
  }
  throw taken(usualPort, 'EADDRINUSE');
}

function taken(port: number, code: string | undefined): ProblemError {
  const hint =
    code === 'EADDRINUSE'
      ? 'Another program listens there, maybe another studio. Leave --port out for the next free one.'
      : 'Leave --port out for 4323 or the next free one.';
  const message = `127.0.0.1:${port} cannot be listened on (${code})`;
  return new ProblemError([{ severity: 'error', rule: 'listen', message, hint }], {
    exitCode: 2,
    state: notBegun,
  });
}
