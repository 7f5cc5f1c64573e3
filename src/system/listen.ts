import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';

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
 * Listens for HTTP requests; port 0 is any that is free.
 * @throws the error of the system, such as EADDRINUSE.
 */
export async function listenOn(
  fetch: (request: Request, env: object) => Response | Promise<Response>,
  { host, port, limits: given = {} }: { host: string; port: number; limits?: Partial<Limits> | undefined },
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
  await once(server, 'listening');
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
