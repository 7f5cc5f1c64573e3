import { relative, sep } from 'node:path';
import type { Config } from '../../config/config.ts';
import { ProblemError } from '../../model/problem.ts';
import { settingsAt } from '../themes/theme.ts';
import type { CompileAnswer, CompileRequest } from './compile-apart.ts';
import { compileForSending } from './compile-letters.ts';

// Ctrl-C reaches every process of a terminal; the parent process ends this one.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.once('message', (request: CompileRequest) => {
  void compile(request)
    .catch(failure)
    .then((answer) => process.send?.(answer, () => process.disconnect()));
});

async function compile(request: CompileRequest): Promise<CompileAnswer> {
  const config = await configOf(request);
  const onProgress = (...progress: [number, number]) => void process.send?.({ progress } satisfies CompileAnswer);
  return { compiled: await compileForSending(config, request.name, { onProgress, thawed: request.thawed }) };
}

/** The settings were checked already; only values that cannot be sent to another process are recreated. */
async function configOf({ settings, noticePattern, cwd, config }: CompileRequest): Promise<Config> {
  const display = (file: string) => relative(cwd, file).replaceAll(sep, '/') || '.';
  return {
    ...config,
    settings,
    ...(noticePattern !== undefined && { noticePattern: new RegExp(noticePattern, 'i') }),
    origins: {},
    at: await settingsAt({ directory: config.directory, settings, display }),
    // It publishes nothing.
    secrets: async () => [],
    secret: refuse,
    list: refuse,
    relays: refuse,
    dkimKeys: refuse,
    imap: refuse,
    webhooks: refuse,
    display,
  };
}

function refuse(): never {
  throw new Error('a process that compiles knows no secret');
}

function failure(error: unknown): CompileAnswer {
  if (error instanceof ProblemError) {
    const { problems, exitCode, state } = error;
    return { refused: { problems, exitCode, state } };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { failed: { message, ...(stack !== undefined && { stack }) } };
}
