import { loadConfig } from '../config/config.ts';
import { counted } from '../lib/count-words.ts';
import { hasErrors, ProblemError } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { summaryOf } from '../publish/build-report.ts';
import { checkBuild } from '../publish/check-build.ts';
import { feedAdvice } from '../publish/feed-advice.ts';
import { ignoredFiles } from '../publish/ignored.ts';
import type { CheckFlags } from './flags.ts';
import { heldBackLines } from './held-back.ts';
import { argumentFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings check [path]`: a build without writing. `--feeds` adds problems that feed readers have with the content. */
export async function checkPublication(terminal: Terminal, path: string, flags: CheckFlags): Promise<number> {
  if (flags.issue !== undefined)
    return (await import('./check-issue.ts')).checkIssue(terminal, path, flags.issue, flags);
  const alone = (['links', 'spamassassin', 'ignore'] as const).find((flag) => flags[flag]);
  if (alone) throw needsIssue(`--${alone}`);
  const config = await loadConfig(path, flags, terminal.context);
  const checked = await checkBuild(config, terminal.signal);
  const { publication, problems: found, unmade, themes } = checked;
  const { articles: slugs, issues: issueSlugs, held } = summaryOf(checked, found);
  const ignored = await ignoredFiles(config, checked);
  const advice = flags.feeds ? feedAdvice(checked, config) : [];
  const problems = [...found, ...advice];
  const isWhole = unmade.length === 0;
  const isSound = !hasErrors(found);
  terminal.warn(
    problems,
    isSound
      ? 'Nothing keeps the build from going through.'
      : isWhole
        ? 'The build goes through. Mend the errors of the theme before you send letters.'
        : 'Mend the errors before you send these letters.',
  );
  const { articles, issues = [] } = publication;
  const parts = [counted(articles.length, 'article'), ...(issues.length > 0 ? [counted(issues.length, 'issue')] : [])];
  const next = config.single
    ? 'Next: write "build" in place of "check", with the same flags.'
    : `Next:\n  npx tidings build${argumentFor(path)}`;
  const praise = flags.feeds && advice.length === 0 ? 'Nothing was found that feed readers show badly.\n' : '';
  const letters = isWhole ? partsOf(publication.settings) : `all but the letters of ${unmade.join(', ')}`;
  const words = `${parts.join(' and ')} checked: ${letters} can be built.\n${praise}`;
  terminal.result(
    'check',
    [words.trimEnd(), ...heldBackLines(held), ...themeLines(themes), ...ignoredLines(ignored), next, ''].join('\n'),
    {
      articles: slugs,
      issues: issueSlugs,
      held: { drafts: held.drafts, future: held.future },
      ignored,
      themes,
      problems,
    },
  );
  return isSound ? 0 : 1;
}

/** `pages, feeds and letters`, without those that the settings turn off. */
function partsOf({ site, syndicated, letters }: Settings): string {
  const parts = [site && 'pages', syndicated && 'feeds', letters && 'letters'].filter((part) => part !== false);
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(parts);
}

function themeLines(themes: readonly string[]): string[] {
  if (themes.length === 0) return [];
  return [`Proven on sample letters: ${themes.map((name) => `themes/${name}`).join(', ')}.`];
}

function ignoredLines(ignored: readonly string[]): string[] {
  if (ignored.length === 0) return [];
  const named = ignored.slice(0, 8).join(', ') + (ignored.length > 8 ? ` and ${ignored.length - 8} more` : '');
  return [`Not read (no article, and no article shows it): ${named}.`];
}

function needsIssue(flag: string): ProblemError {
  const hint = 'Add --issue and the slug of a letter.';
  return new ProblemError([{ severity: 'error', rule: 'usage', message: `${flag} looks at one letter`, hint }], {
    exitCode: 2,
    state: 'Nothing was done.',
  });
}
