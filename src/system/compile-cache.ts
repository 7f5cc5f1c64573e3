import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Lets Node keep compiled code between runs: mjml alone has a megabyte of it. Node's own place is the system's folder
 * for temporary files, where another user could lay code ready; without a folder that is safe from others, nothing is kept.
 */
export function keepCompiledCode(environment: Environment = process.env): void {
  const folder = compileCacheFolder(environment);
  if (folder !== undefined) module.enableCompileCache(folder);
}

/** The folder of this user alone, made where it is missing; undefined if others could write there. */
export function compileCacheFolder(environment: Environment): string | undefined {
  try {
    const folder = join(cacheHome(environment), 'tidings');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const user = process.geteuid?.();
    if (user === undefined) return folder;
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== user || (found.mode & 0o077) !== 0) return undefined;
    return isSafeBelow(dirname(realpathSync(folder)), user) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** XDG Base Directory Specification: a relative path is passed over. */
function cacheHome({ XDG_CACHE_HOME: chosen, LOCALAPPDATA: local, HOME: home }: Environment): string {
  if (chosen && isAbsolute(chosen)) return chosen;
  return process.platform === 'win32' && local ? local : join(home || homedir(), '.cache');
}

/** Whether nobody else can put another folder in place of one that lies here: this folder and those above are safe. */
function isSafeBelow(folder: string, user: number): boolean {
  const { mode, uid } = lstatSync(folder);
  const isSticky = (mode & 0o1000) !== 0;
  if ((uid !== user && uid !== 0) || ((mode & 0o002) !== 0 && !isSticky)) return false;
  return folder === dirname(folder) || isSafeBelow(dirname(folder), user);
}
