import { randomBytes } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Locate, ProblemError } from '../model/problem.ts';
import { readYaml } from '../model/yaml.ts';
import { type SettingsFile, settingsFile } from '../settings/file.ts';
import { copyInto } from '../system/copy-file.ts';
import { filesBelow } from '../system/files.ts';

/** State files of a build of the starter itself; a new publication mints its own. */
const ownTraces = /^(tidings\.lock|\.env$|\.tidings\/|output\/)/;

const exampleName = '.env.example';

/**
 * Copies the starter publication into a folder, and makes its secret. A file that is there already is kept, never
 * overwritten.
 * @throws ProblemError with exit code 2 if the folder is a publication already or cannot be written.
 */
export async function copyStarter(folder: string, named: string): Promise<{ written: string[]; kept: string[] }> {
  const starter = fileURLToPath(new URL('../../templates/starter/', import.meta.url));
  if (await stat(join(folder, 'tidings.yaml')).catch(() => undefined)) {
    throw refusal(
      `${named} is a publication already`,
      `Build it with "tidings build ${named}", or begin in another folder.`,
    );
  }
  const written: string[] = [];
  const kept: string[] = [];
  const make = async (target: string, write: (path: string) => Promise<void>) => {
    try {
      await mkdir(dirname(join(folder, target)), { recursive: true });
      await write(join(folder, target));
      written.push(target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw unwritable(join(named, target), code);
      kept.push(target);
    }
  };
  if (await makeEnvironment(folder, named)) written.push('.env');
  else kept.push('.env');
  for (const path of await filesBelow(starter)) {
    // A new .env says all that the example does; an older one can be completed from it.
    if (ownTraces.test(path) || (path === exampleName && written.includes('.env'))) continue;
    // npm leaves a .gitignore out of a package, so git's own files travel under other names.
    const target = path.startsWith('git') ? `.${path}` : path;
    await make(target, (to) => copyInto(join(starter, path), to, { isNew: true }));
  }
  return { written, kept };
}

/**
 * Makes `.env` with a new secret, readable for its owner alone, unless there is one. Returns whether it did.
 * @throws ProblemError with exit code 2 if it cannot be written.
 */
export async function makeEnvironment(folder: string, named: string): Promise<boolean> {
  const example = await readFile(new URL(`../../templates/starter/${exampleName}`, import.meta.url), 'utf8');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.env'), environmentOf(example, randomBytes(32)), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw unwritable(join(named, '.env'), code);
    return false;
  }
}

/** The settings that a new publication begins with, which are nobody's, and their lines. */
export async function starterSettings(): Promise<{ settings: SettingsFile; at: Locate }> {
  const path = fileURLToPath(new URL('../../templates/starter/tidings.yaml', import.meta.url));
  const read = readYaml({ text: await readFile(path, 'utf8'), file: 'tidings.yaml' }, settingsFile);
  return read.value ? { settings: read.value, at: read.at } : { settings: {}, at: () => ({}) };
}

/** The example with a secret in it, and with its first paragraph, which tells to copy it, left out. */
function environmentOf(example: string, secret: Buffer): string {
  const head =
    '# Secrets of this publication, and how to reach its mail server. Keep this file out of git. A variable of your shell\n# wins over its line here.\n';
  const rest = example.slice(example.indexOf('\n\n') + 1);
  return `${head}${rest.replace('# TIDINGS_SECRET=', `TIDINGS_SECRET=${secret.toString('base64url')}`)}`;
}

function unwritable(path: string, code: string | undefined): ProblemError {
  return refusal(`${path} cannot be written (${code})`, 'Name a folder in which you may write.');
}

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'init', message, hint }], { exitCode: 2 });
}
