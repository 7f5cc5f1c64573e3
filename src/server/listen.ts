import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { ProblemError } from '../model/problem.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly limits?: Partial<Limits>;
  /** The flag that names another port; `--port`, if not given. */
  readonly flag?: string;
}

/** The limits of a client; times are in milliseconds. */
export interface Limits {
  /** Connections that are open at a time; more are closed at once. */
  readonly connections: number;
  /** Until all header fields are there. */
  readonly headers: number;
  /** Until the whole request is there. */
  readonly request: number;
  /** Between two requests. */
  readonly idle: number;
  /** Without a byte in either direction. */
  readonly silence: number;
  /** For the end of what has begun, once the server stops. */
  readonly farewell: number;
}

export interface Listening {
  readonly port: number;
  /** Answers what has begun, for some seconds at most, and takes nothing new. */
  stop(): Promise<void>;
}

const usual: Limits = {
  connections: 5000,
  headers: 10_000,
  request: 30_000,
  // Longer than proxies keep theirs, so that none sends into a connection that is being closed.
  idle: 65_000,
  silence: 60_000,
  farewell: 10_000,
};

/**
 * Listens for HTTP requests.
 * @throws ProblemError with exit code 2 if the port is taken or not allowed.
 */
export async function listen(
  fetch: (request: Request, env: object) => Response | Promise<Response>,
  { host, port, limits: given = {}, flag = '--port' }: ListenOptions,
): Promise<Listening> {
  const limits = { ...usual, ...given };
  const server = createAdaptorServer({
    fetch,
    serverOptions: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.idle,
      connectionsCheckingInterval: Math.min(2000, limits.headers),
    },
  }) as Server;
  server.maxConnections = limits.connections;
  server.setTimeout(limits.silence);
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw unreachable(error, { host, port, flag });
  });
  return { port: (server.address() as AddressInfo).port, stop: () => stopped(server, limits.farewell) };
}

async function stopped(server: Server, farewell: number): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = new AbortController();
  await Promise.race([ended, pause(farewell, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
  server.closeAllConnections();
}

function unreachable(
  { code }: NodeJS.ErrnoException,
  { host, port, flag }: { readonly host: string; readonly port: number; readonly flag: string },
): ProblemError {
  const hints: Readonly<Record<string, string>> = {
    EADDRINUSE: `Another program listens there. End it, or name another port with ${flag}.`,
    EACCES: `Ports below 1024 are for the administrator. Name another with ${flag}, and put a proxy in front of it.`,
    EADDRNOTAVAIL: 'This machine does not have that address. Leave --host out for this machine alone.',
    ENOTFOUND: 'No such host is known. Leave --host out for this machine alone.',
  };
  const hint = hints[code ?? ''] ?? `Name another port with ${flag}.`;
  return new ProblemError(
    [{ severity: 'error', rule: 'listen', message: `${host}:${port} cannot be listened on (${code})`, hint }],
    {
      exitCode: 2,
      state: 'Nothing was served.',
    },
  );
}
