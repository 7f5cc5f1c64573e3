import type { ChildProcess } from 'node:child_process';
import type { Config } from '../../config/config.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import { startProcess } from '../../system/own-process.ts';
import type { CompiledLetters, CompileLettersOptions } from './compile-letters.ts';

/** The request to the compiling process; it contains no secret. */
export interface CompileRequest {
  readonly name: string;
  /** The working directory, to which file names in messages are relative. */
  readonly cwd: string;
  readonly settings: Settings;
  readonly noticePattern?: string;
  readonly thawed?: string | undefined;
  readonly config: Pick<
    Config,
    'directory' | 'source' | 'single' | 'output' | 'published' | 'static' | 'sources' | 'pictures' | 'now'
  >;
}

/** The process's answers. */
export type CompileAnswer =
  | { readonly progress: readonly [done: number, total: number] }
  | { readonly compiled: CompiledLetters }
  | { readonly refused: { readonly problems: readonly Problem[]; readonly exitCode: 1 | 2; readonly state: string } }
  | { readonly failed: { readonly message: string; readonly stack?: string } };

export interface CompileApartOptions extends CompileLettersOptions {
  readonly cwd: string;
  /** Ends the process; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Does what `compileForSending` does in a process of its own, which takes its memory with it: mjml alone keeps more
 * than 100 MB once it has run, and a sender runs for hours.
 * @throws ProblemError as `compileForSending` does, and if the process was ended from without.
 */
export async function compileApart(
  config: Config,
  name: string,
  { cwd, signal, onProgress, thawed }: CompileApartOptions,
): Promise<CompiledLetters> {
  signal?.throwIfAborted();
  const child = startProcess('compile-process', import.meta.url, { stderr: 'pipe' });
  const stop = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  try {
    child.send({ ...requestOf(config, name, cwd), thawed } satisfies CompileRequest);
    return await answerOf(child, onProgress);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

function requestOf(config: Config, name: string, cwd: string): CompileRequest {
  const { directory, source, single, output, published, sources, pictures, now, settings, noticePattern } = config;
  return {
    name,
    cwd,
    settings,
    ...(noticePattern && { noticePattern: noticePattern.source }),
    config: { directory, source, single, output, published, static: config.static, sources, pictures, now },
  };
}

function answerOf(child: ChildProcess, onProgress: CompileLettersOptions['onProgress']): Promise<CompiledLetters> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000);
  });
  return new Promise((resolve, reject) => {
    child.on('message', (answer: CompileAnswer) => {
      if ('progress' in answer) onProgress?.(...answer.progress);
      else if ('compiled' in answer) resolve(answer.compiled);
      else if ('refused' in answer) reject(new ProblemError(answer.refused.problems, answer.refused));
      else reject(defect(answer.failed));
    });
    child.on('error', reject);
    // Its last words may come after it has ended.
    child.on('close', (code, signal) => reject(ended(signal ?? `exit code ${code}`, said)));
  });
}

/** Rethrows an unforeseen error of the process in this one. */
function defect({ message, stack }: { readonly message: string; readonly stack?: string }): Error {
  return Object.assign(new Error(message), stack !== undefined && { stack });
}

function ended(how: string, said: string): ProblemError {
  const isMemory = how === 'SIGKILL' || /heap out of memory|allocation failed/i.test(said);
  const hint = isMemory
    ? 'Most likely memory ran out: compiling takes up to 400 MB. Make room, or send from another machine.'
    : 'Try once more. If it happens again, "tidings check --issue" with --debug tells more.';
  const message = `the compiler stopped (${how})`;
  return new ProblemError([{ severity: 'error', rule: 'compiler', message, hint }], { state: 'Nothing was sent.' });
}
