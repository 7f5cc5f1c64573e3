import { type Config, loadConfig } from '../config/config.ts';
import { counted } from '../lib/count-words.ts';
import { letterFolder } from '../model/letter-name.ts';
import { hasErrors, type Problem, ProblemError } from '../model/problem.ts';
import { buildPublication } from '../publish/build.ts';
import { type Digest, takeBack, writeDigest } from '../publish/issues/digest.ts';
import type { Scheduled } from '../publish/issues/scheduled.ts';
import { instantOf } from '../read/formats/date.ts';
import { Progress } from '../system/progress.ts';
import type { DigestFlags } from './flags.ts';
import { argumentFor, flagFor } from './quoted.ts';
import { type Terminal, waiting } from './terminal.ts';
import { unsent } from './unsent.ts';

/** `tidings digest [path]`: an issue of what is new, ready to edit. Its file's name alone goes to stdout. */
export async function digest(terminal: Terminal, path: string, flags: DigestFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.context);
  if (config.single) refuse('a digest needs a publication, not a single file', 'Name its folder.');
  if (!config.settings.letters)
    refuse('this publication has no letters', 'Take "newsletter: false" out of tidings.yaml.');
  const since = flags.since === 'last' ? 'last' : instantOf(flags.since, config.settings.timezone);
  if (since === undefined)
    refuse(`--since "${flags.since}" is neither "last" nor a date`, 'Write a date such as 2026-11-23.');
  const rule = { since, ...(flags.tag !== undefined && { tag: flags.tag }) };
  const isUnsent = (last: Scheduled) => unsent(terminal, config, last);
  const made = await writeDigest(config, rule, { ...waiting(terminal), ...(flags.unsent && { isUnsent }) });
  if (!made) {
    terminal.note(`${nothing(flags)}\n`);
    if (terminal.json) terminal.result('digest', '', { articles: [], problems: [] });
    return 0;
  }
  const file = config.display(made.file);
  const isNew = made.text !== undefined;
  const problems = isNew ? await built(terminal, config, made) : [];
  terminal.warn(problems, 'The digest was made all the same.');
  terminal.note(isNew ? words(made, config, path) : `${file} was made before, and is still to be sent.\n`);
  const articles = made.articles.map(({ slug }) => slug);
  terminal.result('digest', `${file}\n`, { slug: made.slug, file, articles, problems });
  return hasErrors(problems) ? 1 : 0;
}

/**
 * Builds everything: the digest has a page, and a place in feeds and lists. If that fails there is no digest, for one
 * whose name nobody knows would keep its articles from all others.
 */
async function built(terminal: Terminal, config: Config, made: Digest): Promise<readonly Problem[]> {
  const progress = new Progress(process.stderr, 'parts');
  const onProgress = (done: number, total: number) => progress.update(done, total);
  try {
    return (await buildPublication(config, { ...waiting(terminal), onProgress, needs: made.slug })).problems;
  } catch (error) {
    const isGone = await takeBack(made);
    const { aborted } = terminal.signal;
    if (!(error instanceof ProblemError) && (isGone || !aborted)) throw error;
    const { problems, exitCode, state } = error instanceof ProblemError ? error : interrupted;
    const rest = isGone
      ? 'The digest was taken back, and the next one carries its articles.'
      : `The digest alone is in ${config.display(made.file)}: build again to see it, or delete that file.`;
    throw new ProblemError(problems, { exitCode, state: `${state} ${rest}` });
  } finally {
    progress.end();
  }
}

const interrupted = new ProblemError([{ severity: 'error', rule: 'interrupted', message: 'interrupted' }], {
  state: 'Nothing was built.',
});

function nothing({ since, tag }: DigestFlags): string {
  const which = tag === undefined ? 'article' : `article with the tag "${tag}"`;
  if (since !== 'last') return `Nothing new: no ${which} was published since ${since}. No issue was made.`;
  return `Nothing new: every ${which} is in an earlier issue. No issue was made.`;
}

function words({ file, slug, articles }: Digest, { display, output }: Config, path: string): string {
  return [
    `Wrote ${display(file)} with ${counted(articles.length, 'article')} and built it: ${display(output)}/${letterFolder(slug)}email.html.`,
    'Next: write a few words into the file, build again, and send the letter to yourself:',
    `  npx tidings build${argumentFor(path)}`,
    `  npx tidings send ${slug} --to you@example.org${flagFor(path)}`,
    '',
  ].join('\n');
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'digest', message, hint }], { exitCode: 2 });
}
