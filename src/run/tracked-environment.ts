import { join } from 'node:path';
import { type Lookup, lookupIn } from '../config/environment.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { isTracked } from '../system/git.ts';

interface Publication {
  readonly directory: string;
  readonly settings: { readonly send: { readonly relays: readonly { readonly name: string }[] } };
  display(file: string): string;
}

/**
 * Warns of an `.env` that git keeps: everybody who can read the repository reads its secrets, and everybody whose change
 * is merged writes it.
 * @throws ProblemError with exit code 2 if a command for the shell stands in it.
 */
export async function refuseTrackedCommands(
  { directory, settings, display }: Publication,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Problem[]> {
  const file = join(directory, '.env');
  if (!(await isTracked(file))) return [];
  const names = commandsIn(await lookupIn(directory, {}, environment), settings.send.relays);
  const remedy = `Take it out of git: git rm --cached ${display(file)}, add .env to .gitignore, and change its secrets.`;
  if (names.length === 0) {
    const message = `${display(file)} holds secrets, and git keeps it`;
    return [{ severity: 'warning', rule: 'git', message, hint: remedy }];
  }
  const message = `${display(file)} says what runs here (${names.join(', ')}), and git keeps it: a change that is merged could choose it`;
  throw new ProblemError([{ severity: 'error', rule: 'git', message, hint: remedy }], {
    exitCode: 2,
    state: 'Nothing was done.',
  });
}

/** The variables that hold commands, and come from `.env`. */
function commandsIn(lookup: Lookup, relays: readonly { readonly name: string }[]): string[] {
  const servers = ['SMTP', 'IMAP', ...relays.map(({ name }) => `SMTP_${name.toUpperCase().replaceAll('-', '_')}`)];
  const names = ['TIDINGS_PUBLISH', ...servers.map((server) => `${server}_TOKEN_COMMAND`)];
  return names.filter((name) => lookup(name)?.origin === '.env');
}
