import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Identifies the running program: what another version, another Node or another checkout of the source remembers is not
 * valid.
 */
export function engine(): string {
  const code = fileURLToPath(new URL('../..', import.meta.url));
  // Compiling joins the program to few files; of the others, three of four are declarations and maps.
  const joined = join(code, 'chunks');
  const root = existsSync(joined) ? joined : code;
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.d)\.[jt]s$/.test(name),
  );
  const newest = Math.max(...files.map((name) => statSync(`${root}/${name}`).mtimeMs));
  // The files of a package all have one time, whatever its version.
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return `${process.version} ${version} ${root} ${files.length} ${newest}`;
}
