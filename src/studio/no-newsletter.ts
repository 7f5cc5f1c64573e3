import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { html } from 'hono/html';
import type { Config } from '../config/config.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { issuesFolder } from '../publish/read-context.ts';
import { filesIn } from '../system/walk.ts';
import type { Good } from './session.ts';
import type { Html, Studio } from './studio.ts';

const off: Problem = {
  ...{ severity: 'error', rule: 'letters-off', message: 'this publication has no newsletter' },
  hint: 'To have one, write the section "newsletter:" in tidings.yaml in place of "newsletter: false".',
};

/** For a frame, which has room for words alone. */
export const noNewsletterWords = 'This publication has no newsletter, so there is no letter to be seen.';

/**
 * Says that there are no letters and how to have some, with the issues that lie there unread; undefined where there are
 * letters.
 */
export async function noNewsletter({ session }: Studio): Promise<Html | undefined> {
  const { good } = await session.state();
  if (!good || good.config.settings.letters) return undefined;
  return notice(await issueFiles(good.config));
}

/** The same only where there are issues that nobody reads: who wants no letters is not told of them on each page. */
export async function unreadIssues({ config }: Good): Promise<Html | undefined> {
  const files = config.settings.letters ? [] : await issueFiles(config);
  return files.length > 0 ? notice(files) : undefined;
}

function notice(files: readonly string[]): Html {
  return html`<div class="notice no-newsletter"><p>This publication has no newsletter: <code>tidings.yaml</code> says <code>newsletter: false</code>. To have one, write the section <code>newsletter:</code> in its place.</p>
${files.length > 0 && html`<p>${files.length === 1 ? 'This issue is' : 'These issues are'} not read until then:</p><ul>${files.map((file) => html`<li><code>${file}</code></li>`)}</ul>`}</div>`;
}

/** @throws ProblemError where there are no letters. */
export function demandLetters({ config }: Good): void {
  if (!config.settings.letters) throw new ProblemError([off]);
}

/** How many of them are named. */
const most = 20;

/** Files of issues, which nothing reads where there are no letters; none where articles lie in their folder. */
async function issueFiles({ directory, source, single, display }: Config): Promise<readonly string[]> {
  const folder = join(directory, issuesFolder);
  if (single || !relative(folder, source).startsWith('..')) return [];
  const [root, real] = await Promise.all([directory, folder].map((path) => realpath(path).catch(() => undefined)));
  if (root === undefined || real === undefined) return [];
  const { files } = await filesIn(real, root, (name) => /\.(md|markdown)$/i.test(name));
  const names = files.map(({ path }) => display(path));
  return names.length > most ? [...names.slice(0, most), `and ${names.length - most} more`] : names;
}
