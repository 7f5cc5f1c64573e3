import { type Config, loadConfig } from '../config/config.ts';
import { counted } from '../lib/count-words.ts';
import { quoted } from '../lib/quoted.ts';
import { letterFolder } from '../model/letter-name.ts';
import { hasErrors, type Problem, ProblemError } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { rebuild } from '../publish/build.ts';
import type { BuildReport } from '../publish/build-report.ts';
import { Progress } from '../system/progress.ts';
import type { BuildFlags } from './flags.ts';
import { heldBackLines } from './held-back.ts';
import { flagFor } from './quoted.ts';
import { type Terminal, waiting } from './terminal.ts';

/** `tidings build [path]`, once or whenever something changes. */
export async function build(terminal: Terminal, path: string, flags: BuildFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.context);
  const doubtful = flags.fetch ? await (await import('./fetch.ts')).fetchBeforeBuild(terminal, config, path) : [];
  if (!flags.watch) {
    const built = await buildOnce(terminal, config, path, flags, doubtful).catch((error) => {
      throw error instanceof ProblemError ? withCauses(doubtful, error) : error;
    });
    return built.code;
  }
  terminal.warn(doubtful, 'The build goes on.');
  const { changesBelow, readBy } = await import('../publish/output/watch.ts');
  let counts = readBy(config, new Set());
  const changes = changesBelow(config.directory, (file) => counts(file), terminal.signal, config.output);
  // Starts watching before it builds, so that a change during the build is not missed.
  for (let next = changes.next(); ; next = changes.next()) {
    // Awaited after the build.
    next.catch(() => undefined);
    counts = (await buildAgain(terminal, path, flags)) ?? counts;
    if ((await next).done) return 0;
  }
}

/** The fetch before has told why a source has no copy. */
function withCauses(doubtful: readonly Problem[], error: ProblemError): ProblemError {
  const rest = hasErrors(doubtful) ? error.problems.filter(({ rule }) => rule !== 'source-missing') : error.problems;
  return new ProblemError([...doubtful, ...rest], error);
}

/**
 * A problem is printed and does not end the watch: the next change may be its remedy. Returns which files the build read,
 * if it went through.
 */
async function buildAgain(terminal: Terminal, path: string, flags: BuildFlags) {
  try {
    const config = await loadConfig(path, flags, terminal.context);
    const { readBy } = await import('../publish/output/watch.ts');
    return readBy(config, new Set((await buildOnce(terminal, config, path, flags)).used));
  } catch (error) {
    if (terminal.signal.aborted) return undefined;
    if (!(error instanceof ProblemError)) throw error;
    terminal.refuse(error.problems, error.state);
    return undefined;
  }
}

/** Builds and reports. `used`: the local files that were copied, absolute. */
async function buildOnce(
  terminal: Terminal,
  config: Config,
  path: string,
  flags: BuildFlags,
  doubtful: readonly Problem[] = [],
) {
  const progress = new Progress(process.stderr, 'parts');
  const built = await rebuild(config, {
    ...waiting(terminal),
    frozen: flags.frozen === true,
    ...(flags.fetchMedia && { askMedia: (await import('../system/fetch-media.ts')).fetchMedia }),
    onProgress: (done, total) => progress.update(done, total),
  }).finally(() => progress.end());
  const output = config.display(config.output);
  const { articles, issues, held, written, unchanged, removed, used } = built;
  const problems = [...doubtful, ...built.problems];
  if (saysNothingNew({ ...built, problems }) && !flags.all) terminal.note(sameAsBefore(problems.length));
  else terminal.warn(problems, stateAfter(built));
  terminal.result('build', words(built, config, config.single ? undefined : path), {
    output,
    articles: [...articles],
    issues: [...issues],
    held: { drafts: [...held.drafts], future: [...held.future] },
    written,
    unchanged,
    removed,
    problems,
  });
  return { code: hasErrors(problems) ? 1 : 0, used };
}

/** Whether a person has read all of it after the build before. What keeps a letter from being sent is told each time. */
function saysNothingNew({ told, written, removed, problems }: BuildReport): boolean {
  return told && written.length + removed.length === 0 && problems.length > 1 && !hasErrors(problems);
}

function sameAsBefore(count: number): string {
  return `The same ${counted(count, 'warning')} as at the build before; --all lists them.\n`;
}

function stateAfter({ unmade }: BuildReport): string {
  if (unmade.length === 0) return 'The build went on.';
  return `All else was built. ${unmade.length === 1 ? 'This letter is' : 'These letters are'} left out and cannot be sent: ${unmade.join(', ')}.`;
}

function words(built: BuildReport, { settings, ...config }: Config, publicationPath?: string): string {
  const { articles, issues, held, newest } = built;
  const output = config.display(config.output);
  const made = issues.length > 0 ? ` and ${counted(issues.length, 'issue')}` : '';
  const lines = [
    `Built ${counted(articles.length, 'article')}${made} into ${output}/: ${change(built)}.`,
    ...heldBackLines(held),
    '',
    ...results(settings, output),
  ];
  if (articles.length === 0) return [...lines, '', 'Next: write an article and build again.', ''].join('\n');
  if (!settings.letters || !newest) return [...lines, '', nextWithoutLetters(settings, output), ''].join('\n');
  const folder = articles.length + issues.length === 1 ? letterFolder(newest) : 'issues/<slug>/';
  const home = settings.site ? `${output}/index.html and ` : '';
  lines.push(
    `  letters  ${output}/${folder}email.html, email.txt, email.mjml, message.eml`,
    '',
    `Next: open ${home}${output}/${letterFolder(newest)}email.html in a browser.`,
  );
  if (publicationPath === undefined)
    lines.push('To send letters, begin a publication:', '  npx tidings init my-letter');
  else {
    const at = flagFor(publicationPath);
    lines.push('Then send the letter to yourself:', `  npx tidings send ${quoted(newest)} --to you@example.org${at}`);
  }
  return [...lines, ''].join('\n');
}

/** Pages and feeds; the line of letters names one of them. */
function results({ site, syndicated, feeds, url }: Settings, output: string): string[] {
  const { atom, rss, json } = feeds.paths;
  const pages = `  pages    ${output}/index.html${syndicated ? ', subscribe/index.html' : ''}`;
  const made = `  feeds    ${output}/${atom}, ${rss}, ${json}`;
  return [
    ...(site ? [pages] : []),
    ...(syndicated ? [made] : []),
    // Feeds name their own address.
    ...(syndicated && !site ? [`           for your site to serve at ${url}${atom} and so on`] : []),
  ];
}

function nextWithoutLetters({ site, url }: Settings, output: string): string {
  if (!site) return `Next: copy the feeds in ${output}/ to your site, ${url}`;
  return `Next: open ${output}/index.html in a browser, then publish ${output}/.`;
}

/** Says how many files were written. None looks like a failure unless the reason is given. */
function change({ written, unchanged, removed }: BuildReport): string {
  if (written.length + removed.length === 0 && unchanged > 0)
    return `all ${counted(unchanged, 'file')} are there already and up to date`;
  return `${counted(written.length, 'file')} written, ${unchanged} unchanged, ${removed.length} removed`;
}
