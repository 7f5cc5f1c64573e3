import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { oneLine } from '../../lib/escape.ts';
import { slugOf } from '../../lib/slug.ts';
import { ProblemError } from '../../model/problem.ts';
import { createAtomically } from '../../system/files.ts';
import type { Prepared } from '../prepare.ts';
import { issuesFolder } from '../read-context.ts';
import { unwritable } from '../unwritable.ts';
import { slugsOfAll } from './digest.ts';

export interface BegunIssue {
  /** Absolute. */
  readonly file: string;
  readonly slug: string;
}

/**
 * Begins an issue: a file with a subject and no articles, which nobody sees as long as it is a draft.
 * @throws ProblemError if the subject makes no file name or the name is taken; nothing is ever overwritten.
 */
export async function beginIssue(config: Config, prepared: Prepared, text: string): Promise<BegunIssue> {
  const subject = oneLine(text);
  const slug = slugOf(subject);
  if (slug === '')
    refuse(`the subject "${subject}" has neither a letter nor a digit`, 'Write the subject of the letter.');
  const file = join(config.directory, issuesFolder, `${slug}.md`);
  const taken = `the name "${slug}" is taken by an article or an issue`;
  if (slugsOfAll(prepared).has(slug)) refuse(taken, 'Begin the issue with another subject; it can be changed later.');
  const made = await createAtomically(file, textOf(subject)).catch((error) => {
    throw unwritable(config.display(file), error, { rule: 'new', hint: 'Make the folder writable for yourself.' });
  });
  if (!made)
    refuse(`${config.display(file)} is there already`, 'Open that file, or begin the issue with another subject.');
  return { file, slug };
}

function textOf(subject: string): string {
  const front = [
    `subject: ${JSON.stringify(subject)}`,
    'draft: true # take this line out to publish it',
    'articles: []',
  ];
  return `---\n${front.join('\n')}\n---\n`;
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'new', message, hint }], { exitCode: 2 });
}
