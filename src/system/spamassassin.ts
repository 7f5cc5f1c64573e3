import { spawn } from 'node:child_process';

/** SpamAssassin's rating of a message. */
interface SpamRating {
  /** From 5.0 most receivers that use it file a message as spam. */
  readonly score: number;
  /** The rules that fired, their points (0 or less are possible) and their descriptions. */
  readonly rules: readonly { readonly name: string; readonly points: number; readonly description: string }[];
}

interface RateOptions {
  readonly signal?: AbortSignal;
  /** The program's name or path. */
  readonly program?: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

/**
 * Runs SpamAssassin on a complete message: without the network, without learning from it, and without writing anything
 * into the person's home. Without a rating it returns the reason, in words that may follow a colon.
 * @throws only the reason of the signal.
 */
export async function rateSpam(
  message: Uint8Array,
  options: RateOptions = {},
): Promise<SpamRating | { fault: string }> {
  const { signal, program = 'spamassassin', timeout = 120_000 } = options;
  const limit = AbortSignal.timeout(timeout);
  const stop = signal ? AbortSignal.any([signal, limit]) : limit;
  const args = ['--local', '--test-mode', '--nocreate-prefs', '--cf=use_bayes 0'];
  const child = spawn(program, args, {
    signal: stop,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  // It may end before it has read everything; what it printed tells.
  child.stdin.on('error', () => {});
  child.stdin.end(message);
  const fault = await new Promise<string | undefined>((settle) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      settle(error.code === 'ENOENT' ? 'it is not installed' : error.message),
    );
    child.on('close', () => settle(undefined));
  });
  signal?.throwIfAborted();
  if (limit.aborted) return { fault: `it took more than ${timeout / 1000} s` };
  if (fault !== undefined) return { fault };
  return readReport(Buffer.concat(chunks).toString('latin1')) ?? { fault: 'it printed no report' };
}

/** The report is the last thing that it prints: a line with the score, then a table. */
function readReport(output: string): SpamRating | undefined {
  const found = [...output.matchAll(/^Content analysis details: +\((-?\d+\.\d+) points, [\d.]+ required\)/gm)].at(-1);
  if (!found) return undefined;
  const rules: { name: string; points: number; description: string }[] = [];
  for (const line of output.slice(found.index).split(/\r?\n/)) {
    const [, points, name, description] = /^ *(-?\d+\.\d+) ([A-Z0-9_]+) +(\S.*)$/.exec(line) ?? [];
    const last = rules.at(-1);
    if (name) rules.push({ name, points: Number(points), description: description!.trim() });
    else if (last && /^ {20,}\S/.test(line)) last.description += ` ${line.trim()}`;
  }
  return { score: Number(found[1]), rules };
}
