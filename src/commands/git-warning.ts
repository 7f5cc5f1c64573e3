import { isForGit } from '../system/git.ts';
import type { Terminal } from './terminal.ts';

/** Warns of a file with personal data that the next `git add` would take along. */
export async function warnOfGit(terminal: Terminal, path: string, named: string): Promise<void> {
  if (!(await isForGit(path))) return;
  const message = `${named} lies in a git work tree, and nothing there ignores it`;
  const hint = 'Move it to a folder elsewhere, or add its name to .gitignore: what was pushed once stays readable.';
  terminal.warn([{ severity: 'warning', rule: 'git', message, hint }]);
}
