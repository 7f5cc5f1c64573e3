import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { oneLine } from '../lib/escape.ts';
import { slugOf } from '../lib/slug.ts';
import { inZone } from '../lib/time.ts';
import { ProblemError } from '../model/problem.ts';
import { createAtomically } from '../system/files.ts';
import { unwritable } from './unwritable.ts';

export interface Draft {
  /** Absolute. */
  readonly file: string;
  readonly slug: string;
  readonly title: string;
}

/**
 * Begins an article: a file with a title and today's date, which nobody sees as long as it is a draft.
 * @throws ProblemError if the title makes no file name or the file is there already; nothing is ever overwritten.
 */
export async function writeDraft(config: Config, text: string): Promise<Draft> {
  const { source, settings, now, display } = config;
  const title = oneLine(text);
  const slug = slugOf(title);
  if (slug === '') refuse(`the title "${title}" has neither a letter nor a digit`, 'Write the title of the article.');
  const file = join(source, `${slug}.md`);
  const made = await createAtomically(file, textOf(title, inZone(now, settings.timezone).slice(0, 10))).catch(
    (error) => {
      throw unwritable(display(file), error, { rule: 'new', hint: 'Make the folder writable for yourself.' });
    },
  );
  if (!made) refuse(`${display(file)} is there already`, 'Open that file, or begin the article with another title.');
  return { file, slug, title };
}

function textOf(title: string, day: string): string {
  const front = [`title: ${JSON.stringify(title)}`, `date: ${day}`, 'draft: true # take this line out to publish it'];
  return `---\n${front.join('\n')}\n---\n\nWrite here.\n`;
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'new', message, hint }], { exitCode: 2 });
}
