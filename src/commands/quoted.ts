import { quoted } from '../lib/quoted.ts';

/** The argument that names a publication in the next command; empty for the working directory. */
export function argumentFor(publication: string): string {
  return publication === '.' ? '' : ` ${quotedPath(publication)}`;
}

/** The same as a flag. */
export function flagFor(publication: string): string {
  return publication === '.' ? '' : ` --publication ${quotedPath(publication)}`;
}

/** A path that begins with a hyphen would be read as a flag. */
function quotedPath(path: string): string {
  return quoted(path.startsWith('-') ? `./${path}` : path);
}

/** A word that may begin with a hyphen, such as an address, and the flags of the same command. */
export function operand(word: string, flags = ''): string {
  return word.startsWith('-') ? `${flags} -- ${quoted(word)}` : ` ${quoted(word)}${flags}`;
}
