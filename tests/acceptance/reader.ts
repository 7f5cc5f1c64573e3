import { spawn } from 'node:child_process';
import { isTag } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';

/** A program that people read feeds with, subscribed to some feeds. */
export interface Reader {
  /** Asks every feed for news. Returns the articles that the person is shown as new, by the feed's address. */
  poll(): Promise<Record<string, Shown[]>>;
  /** Everything that a feed shows by now, read or not, newest first. Missing if the program keeps nothing. */
  shows?(feed: string): Shown[];
  /** When an article of a feed was updated as of the last poll, in milliseconds. Missing if the program does not tell. */
  updated?(feed: string, id: string): number | undefined;
}

/** An article as a reader shows it. */
export interface Shown {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  /** Some readers show only the last of several. */
  readonly authors: readonly string[];
  /** Milliseconds. */
  readonly published: number;
  readonly content: Content;
}

/** What a person gets of some markup, however a program writes it. */
export interface Content {
  readonly text: string;
  /** Where its links lead and its images come from. */
  readonly addresses: readonly string[];
}

export function contentOf(markup: string): Content {
  const document = parseDocument(markup);
  const elements = DomUtils.filter(isTag, document).filter(isTag);
  return {
    text: DomUtils.textContent(document).replace(/\s+/g, ' ').trim(),
    addresses: elements
      .flatMap(({ attribs }) => [attribs.href, attribs.src])
      .filter((address) => address !== undefined),
  };
}

/**
 * Runs a reader's program in a home of its own, without the person's settings and proxies, while the test's server
 * goes on answering. Returns what it printed. @throws Error with what it complained about.
 */
export async function run(
  program: string,
  args: readonly string[],
  options: { home: string; input?: string },
): Promise<string> {
  const env = { PATH: '/usr/bin:/bin', HOME: options.home, LANG: 'C.UTF-8', TZ: 'UTC' };
  const child = spawn(program, args, { env, cwd: options.home });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  child.stdin.end(options.input);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${printed.stderr}`);
  return printed.stdout;
}
