import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process';
import { extname } from 'node:path';
import { isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';

/** The variables that a process needs to run. None names a server or holds a secret. */
const needed = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'TZ', 'SystemRoot', 'NODE_OPTIONS', 'NODE_COMPILE_CACHE'];

interface OwnProcessOptions {
  readonly args?: readonly string[];
  /** Destination of its stderr; its stdout is discarded. */
  readonly stderr: 'pipe' | 'inherit';
}

/**
 * Starts another source file as a process that communicates by messages and does not see this one's environment. `file`
 * has no extension: that of this program is used, compiled or TypeScript.
 * @param from `import.meta.url` of the caller; `file` is in the same folder.
 */
export function startProcess(file: string, from: string, { args = [], stderr }: OwnProcessOptions): ChildProcess {
  const options = {
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
    serialization: 'advanced',
    env: Object.fromEntries(needed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
  } satisfies SpawnOptions;
  // The single executable has no files that a process could be begun with; it is begun again and takes the
  // role (tests/release/executable/main.mjs).
  if (isSea()) return spawn(process.execPath, [`--role=${file}`, ...args], options);
  // Flags of a debugger or a test runner for this process are not meant for that one.
  return fork(fileURLToPath(new URL(`${file}${extname(from)}`, from)), args, { ...options, execArgv: [] });
}
