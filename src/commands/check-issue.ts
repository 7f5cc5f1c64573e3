import { type Config, loadConfig } from '../config/config.ts';
import { rules } from '../email/check/rules.ts';
import { quoted } from '../lib/quoted.ts';
import type { Issue } from '../model/issue.ts';
import { hasErrors, type Problem, ProblemError, withState } from '../model/problem.ts';
import { findIssue } from '../publish/issues/find-issue.ts';
import { withAllFindings } from '../publish/letters/all-findings.ts';
import { type CheckedLetter, checkLetter } from '../publish/letters/check-letter.ts';
import { ignoring } from '../publish/letters/ignore.ts';
import { type Prepared, prepare } from '../publish/prepare.ts';
import { Progress } from '../system/progress.ts';
import type { CheckFlags } from './flags.ts';
import { flagFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings check [path] --issue <slug>`: one letter, held to every rule as it would be sent. */
export async function checkIssue(terminal: Terminal, path: string, name: string, flags: CheckFlags): Promise<number> {
  const ignored = ignoring(flags.ignore ?? []);
  const config = await loadConfig(path, flags, terminal.context);
  if (!config.settings.letters) throw noLetters();
  const [prepared, issue] = await prepareOne(config, name).catch(withState('Nothing was checked.'));
  const { slug } = issue;
  const found = await checkWith(terminal, config, prepared, issue, flags).catch(withState('Nothing was checked.'));
  const checked = await withAllFindings(found, issue, prepared, config, ignored);
  const { problems, letters, bytes, links, spam } = checked;
  const isBad = hasErrors(problems);
  terminal.warn(
    problems,
    isBad
      ? `Mend the errors before you send the letter${orIgnore(problems)}.`
      : problems.some(({ rule }) => rule === 'placeholder')
        ? 'Nothing else keeps the letter from being sent.'
        : 'Nothing keeps the letter from being sent.',
  );
  terminal.result('check-issue', words(slug, path, config, checked), {
    issue: issue.id,
    slug,
    letters,
    bytes,
    ...(links && { links }),
    ...(spam && { spamassassin: spam }),
    problems,
  });
  return isBad ? 1 : 0;
}

/** Which flags let the errors pass. */
function orIgnore(problems: readonly Problem[]): string {
  const broken = problems.filter(({ severity, rule }) => severity === 'error' && rule in rules);
  const flags = [...new Set(broken.map(({ rule }) => `--ignore ${rule}`))];
  return flags.length > 0 ? `, or let them pass with ${flags.join(' ')}` : '';
}

async function prepareOne(config: Config, name: string): Promise<[Prepared, Issue]> {
  const prepared = await prepare(config, undefined, { show: name });
  return [prepared, findIssue(prepared, name)];
}

async function checkWith(
  terminal: Terminal,
  config: Config,
  prepared: Prepared,
  issue: Issue,
  flags: CheckFlags,
): Promise<CheckedLetter> {
  const { signal } = terminal;
  const progress = new Progress(process.stderr, 'links');
  const status = flags.links && (await import('../system/fetch-status.ts')).fetchStatus;
  const rate = flags.spamassassin && (await import('../system/spamassassin.ts')).rateSpam;
  return checkLetter(issue, prepared, config, {
    ...(status && { askStatus: (url) => status(url, { signal }) }),
    ...(rate && { rateSpam: (message) => rate(message, { signal }) }),
    onProgress: (done, total) => progress.update(done, total),
  }).finally(() => progress.end());
}

function words(
  slug: string,
  path: string,
  config: Config,
  { problems, letters, bytes, links, spam }: CheckedLetter,
): string {
  const kilobytes = (bytes / 1024).toFixed(1);
  const count = Object.keys(rules).filter(
    (rule) => (links || rule !== 'dead-link') && (spam || !rule.startsWith('spam-')),
  );
  const all = letters > 1 ? ` in its ${letters} letters for readers with other tags` : '';
  const lines = [
    `${slug} was held to ${count.length} rules${all}, both parts, in light and in dark mode. Its HTML has up to ${kilobytes} KB; Gmail clips at 100.`,
  ];
  if (spam) lines.push(`SpamAssassin gives it ${spam.score.toFixed(1)} points; 5.0 are spam.`);
  if (links) {
    const dead = problems.filter(({ rule }) => rule === 'dead-link').length;
    const rest = links.total > links.asked ? `, ${links.total - links.asked} more were not asked` : '';
    lines.push(
      `${links.asked} links and pictures were asked: ${dead === 0 ? 'all answer' : `${dead} do not answer`}${rest}.`,
    );
  }
  if (hasErrors(problems)) return `${lines.join('\n')}\n`;
  const folder = flagFor(path);
  const next = config.single
    ? 'Next: put the article into a publication ("npx tidings init"), from where it can be sent.'
    : `Next:\n  npx tidings send ${quoted(slug)} --to you@example.org${folder}`;
  return `${[...lines, next].join('\n')}\n`;
}

function noLetters(): ProblemError {
  return new ProblemError(
    [
      {
        severity: 'error',
        rule: 'issue',
        message: 'this publication makes no letters',
        hint: 'Take "newsletter: false" out of tidings.yaml.',
      },
    ],
    { exitCode: 2, state: 'Nothing was checked.' },
  );
}
