import { join, resolve } from 'node:path';
import type { Begun } from '../init/begin.ts';
import type { Problem } from '../model/problem.ts';
import { exampleLines } from '../publish/letters/doubtful-settings.ts';
import { copyStarter } from '../publish/starter.ts';
import { argumentFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings init [dir]`: settings for the site that is there, or a publication to begin with. */
export async function init(terminal: Terminal, directory: string): Promise<number> {
  const folder = resolve(terminal.context.cwd, directory);
  const { beginForSite, publicationAbove } = await import('../init/begin.ts');
  const begun = await beginForSite(folder, directory);
  const above = await publicationAbove(folder);
  const problems = above === undefined ? [] : [within(directory, join(directory, above))];
  terminal.warn(problems, 'It was begun nevertheless.');
  if (begun) return tellSite(terminal, directory, begun, problems);
  const { written, kept } = await copyStarter(folder, directory);
  const lines = [
    `Began a publication ${directory === '.' ? 'here' : `in ${directory}`}:`,
    ...written.map((path) => `  ${path}`),
  ];
  if (kept.length > 0) lines.push(`Already there and left as they were: ${kept.join(', ')}.`);
  // Relative to the working directory: npx finds Tidings here; elsewhere it may offer another program of the registry.
  lines.push(`Next: put your own in the place of these lines of ${join(directory, 'tidings.yaml')}:`);
  const examples = await exampleLines();
  lines.push(...examples.map(({ line, text }) => `  ${String(line).padStart(3)}  ${text}`), 'Then build:');
  lines.push(`  npx tidings build${argumentFor(directory)}`, '');
  terminal.result('init', lines.join('\n'), {
    directory,
    written,
    kept,
    examples,
    ...(problems.length > 0 && { problems }),
  });
  return 0;
}

async function tellSite(terminal: Terminal, directory: string, begun: Begun, problems: Problem[]): Promise<number> {
  const { site, lines, written, kept, toIgnore } = begun;
  const { siteWords } = await import('./init-words.ts');
  const articles = site.articles?.count ?? 0;
  terminal.result('init', siteWords(begun, directory), {
    directory,
    written,
    kept,
    examples: [],
    site: {
      generator: site.generator,
      by: site.by,
      articles,
      settings: lines.map(({ key, value, from, isGuess, isRefused }) => ({
        key,
        value,
        from,
        guessed: isGuess,
        commented: isRefused,
      })),
      ...(site.feed && { feed: site.feed.value }),
      notes: site.notes,
      ignore: toIgnore,
    },
    ...(problems.length > 0 && { problems }),
  });
  return 0;
}

function within(directory: string, above: string): Problem {
  const publication = above === '.' ? 'the publication here' : `the publication ${above}`;
  return {
    severity: 'warning',
    rule: 'init',
    message: `${directory === '.' ? 'this folder' : directory} is inside ${publication}`,
    hint: `Commands that run here are for the new one. If you meant ${publication}, remove what was made.`,
  };
}
