import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Identifies the running program: what another version, another Node or another checkout of the source remembers is not
 * valid.
 */
export function engine(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  // Of a compiled program, three of four files are declarations and maps.
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.d)\.[jt]s$/.test(name),
  );
  const newest = Math.max(...files.map((name) => statSync(`${root}/${name}`).mtimeMs));
  // The files of a package all have one time, whatever its version.
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return `${process.version} ${version} ${root} ${files.length} ${newest}`;
}
