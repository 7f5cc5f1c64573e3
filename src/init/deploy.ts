import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { oneLine } from '../lib/escape.ts';
import { quoted } from '../lib/quoted.ts';
import { readable } from '../lib/uri.ts';
import { ProblemError } from '../model/problem.ts';
import { createAtomically, filesBelow, makeFolder } from '../system/files.ts';
import { calendarOf, isPlainCron } from './timer.ts';

/** How the program is run on this machine. */
export interface RunningProgram {
  /** Node and its script, or the single executable. All absolute. */
  readonly command: readonly string[];
  readonly version: string;
}

/** The folder of a publication that the files go into. */
export const deployFolder = 'deploy';

/**
 * Copies `templates/deploy` into a publication: files by which systemd, Caddy, nginx or a container run its server, and
 * those by which systemd, cron or GitHub begin its runs, with its address and its places filled in. A file that is there
 * already is kept, never overwritten.
 * @throws ProblemError with exit code 2 if they cannot be written.
 */
export async function writeDeployment(
  config: Pick<Config, 'directory' | 'settings' | 'display'>,
  program: RunningProgram,
): Promise<{ written: string[]; kept: string[] }> {
  const templates = new URL('../../templates/deploy/', import.meta.url);
  const values = deployValues(config, program);
  const written: string[] = [];
  const kept: string[] = [];
  const folder = join(config.directory, deployFolder);
  for (const name of await filesBelow(templates.pathname)) {
    const text = filled(await readFile(new URL(name, templates), 'utf8'), values);
    const isNew = await makeFolder(folder)
      .then(() => createAtomically(join(folder, name), text))
      .catch(({ code }: NodeJS.ErrnoException) => {
        throw unwritable(config.display(join(folder, name)), code);
      });
    (isNew ? written : kept).push(`${deployFolder}/${name}`);
  }
  return { written, kept };
}

/** The host that the files name: that of `server.url`, or else of the site. */
export function servedHost({ server, url }: Config['settings']): string {
  return new URL(server.url ?? url).hostname;
}

/** The value of each place in the files that is filled in. */
export function deployValues({ directory, settings }: Pick<Config, 'directory' | 'settings'>, program: RunningProgram) {
  const { username, uid } = userInfo();
  const { command, version } = program;
  const most = String(settings.schedule?.maxReaders ?? 500);
  const isBelow = (pattern: RegExp) => [directory, ...command].some((path) => pattern.test(`${path}/`));
  return {
    TITLE: oneLine(settings.title).replace(/[%\\]/g, ' '),
    HOST: servedHost(settings),
    BASE_PATTERN: patternOf(readable(new URL(settings.server.url ?? 'https://example.org/').pathname)),
    FOLDER: directory.replaceAll('%', '%%'),
    FOLDER_SHELL: quoted(directory),
    WRITABLE: unitWord(directory),
    PROGRAM: command.map((path) => unitWord(path).replaceAll('$', '$$$$')).join(' '),
    SERVE: settings.schedule && settings.schedule.run.length > 0 ? 'serve --run' : 'serve',
    MOST: most,
    CALENDAR: calendarLines(settings),
    CRON: cronLines(settings, `cd ${cronWords([directory])} && ${cronWords(command)} run --max-readers ${most}`),
    SITE: quoted(settings.url),
    USER: uid === 0 ? 'tidings' : username,
    HOME: isBelow(/^\/(home|root|run\/user)\//) ? 'read-only' : 'yes',
    // Nothing below these folders is there for a service with a /tmp of its own.
    PRIVATE_TMP: isBelow(/^\/(var\/)?tmp\//) ? 'no' : 'yes',
    PACKAGE: `tidings-${version}.tgz`,
  };
}

/** The times of `schedule.run`; without any, those of the guide: each Friday at seven. */
function timesOf({ schedule }: Config['settings']): readonly string[] {
  return schedule && schedule.run.length > 0 ? schedule.run : ['0 7 * * 5'];
}

function calendarLines(settings: Config['settings']): string {
  const zone = settings.schedule?.timezone ?? settings.timezone;
  return timesOf(settings)
    .flatMap((line) => calendarOf(line, zone)?.map((time) => `OnCalendar=${time}`) ?? untold(line, 'systemd.time(7)'))
    .join('\n');
}

function cronLines(settings: Config['settings'], command: string): string {
  return timesOf(settings)
    .map((line) => (isPlainCron(line) ? `${line}  ${command}` : untold(line, 'crontab(5)')))
    .join('\n');
}

function untold(line: string, page: string): string {
  return `# ${page} has no words for "${line}" of schedule.run: write times of your own, or use "tidings serve --run".`;
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/@([A-Z_]+)@/g, (place, name: string) => values[name] ?? place);
}

/** A word of a systemd unit, in quotation marks (systemd.syntax). */
function unitWord(path: string): string {
  const escaped = path.replaceAll('%', '%%').replace(/["\\]/g, '\\$&');
  return /^[\w./@%+:-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** Words for the shell in a line of cron, where a bare percent sign ends the line (crontab(5)). */
function cronWords(words: readonly string[]): string {
  return words.map((word) => quoted(word).replaceAll('%', '\\%')).join(' ');
}

/** A literal path as a regular expression within quotation marks of nginx. */
function patternOf(path: string): string {
  return path.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&').replaceAll('"', '\\"');
}

function unwritable(path: string, code: string | undefined): ProblemError {
  return new ProblemError(
    [
      {
        severity: 'error',
        rule: 'init',
        message: `${path} cannot be written (${code})`,
        hint: 'Name a publication in whose folder you may write.',
      },
    ],
    { exitCode: 2 },
  );
}
