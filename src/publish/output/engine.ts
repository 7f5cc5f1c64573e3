import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * What the running program is: a cache that another version, another Node or another checkout of the source has made
 * is worth nothing.
 */
export function engine(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const newest = Math.max(...files.map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs));
  return `${process.version} ${root} ${files.length} ${newest}`;
}
