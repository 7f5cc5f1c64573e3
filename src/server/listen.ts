import { ProblemError } from '../model/problem.ts';
import { type Limits, type Listening, listenOn } from '../system/listen.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly limits?: Partial<Limits>;
  /** The flag that names another port; `--port`, if not given. */
  readonly flag?: string;
}

/**
 * Listens for HTTP requests.
 * @throws ProblemError with exit code 2 if the port is taken or not allowed.
 */
export async function listen(
  fetch: (request: Request, env: object) => Response | Promise<Response>,
  { host, port, limits, flag = '--port' }: ListenOptions,
): Promise<Listening> {
  return listenOn(fetch, { host, port, limits }).catch((error: NodeJS.ErrnoException) => {
    throw unreachable(error, { host, port, flag });
  });
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
