import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** A program that opens a file or an address as a double click does, and what comes before its argument. No shell. */
const openers: Partial<Record<NodeJS.Platform, readonly [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

interface OpenOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  /** How long a program that says nothing is waited for, in milliseconds: it may be the one that shows the file. */
  readonly patience?: number;
}

/**
 * Opens a file or an address with the program that this machine has for it. Returns why that failed, in words that may
 * follow a colon; undefined if nothing is known against it.
 * @param target An absolute path or an address, so that it is never read as a flag.
 */
export async function openByDefault(
  target: string,
  { environment, platform = process.platform, patience = 3_000 }: OpenOptions,
): Promise<string | undefined> {
  const [program, ...args] = openers[platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, target], {
    env: environment as NodeJS.ProcessEnv,
    stdio: 'ignore',
    detached: true,
    windowsHide: true,
  });
  const limit = AbortSignal.timeout(patience);
  try {
    const [code] = await once(child, 'exit', { signal: limit });
    return code === 0 ? undefined : `${program} ended with code ${code}`;
  } catch (error) {
    if (limit.aborted) return undefined;
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `there is no program "${program}" on this machine` : message;
  } finally {
    child.unref();
  }
}

/** Whether a program of this name can be run. */
export async function isOnPath(program: string, environment: OpenOptions['environment']): Promise<boolean> {
  for (const folder of (environment.PATH ?? '').split(delimiter).filter(Boolean)) {
    const isThere = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return true;
  }
  return false;
}
