import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a process needs to run. Nothing that names a server or holds a secret is among it. */
const needed = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'TZ', 'SystemRoot', 'NODE_OPTIONS', 'NODE_COMPILE_CACHE'];

interface OwnProcessOptions {
  readonly args?: readonly string[];
  /** Where its errors go; its output is nobody's. */
  readonly stderr: 'pipe' | 'inherit';
}

/**
 * Starts another file of ours as a process that speaks by messages, and knows nothing of this one's environment. `file`
 * is without its ending, which is this program's: compiled, or as it is written.
 * @param from `import.meta.url` of whoever starts it; `file` lies beside it.
 */
export function startProcess(file: string, from: string, { args = [], stderr }: OwnProcessOptions): ChildProcess {
  const stdio: StdioOptions = ['ignore', 'ignore', stderr, 'ipc'];
  return fork(fileURLToPath(new URL(`${file}${extname(from)}`, from)), args, {
    stdio,
    serialization: 'advanced',
    // What a debugger or a test runner asked of this process is not meant for that one.
    execArgv: [],
    env: Object.fromEntries(needed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
  });
}
