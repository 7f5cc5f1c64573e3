import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Identifies the running program: a cache that another version, another Node or another checkout of the source made
 * is not valid.
 */
export function engine(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const newest = Math.max(...files.map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs));
  return `${process.version} ${root} ${files.length} ${newest}`;
}
