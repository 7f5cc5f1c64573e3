/** A word as a shell takes it: in single quotes if it needs them. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** What names a publication in the next command, as its argument; nothing for the folder that one stands in. */
export function argumentFor(publication: string): string {
  return publication === '.' ? '' : ` ${quoted(publication)}`;
}

/** The same as a flag. */
export function flagFor(publication: string): string {
  return publication === '.' ? '' : ` --publication ${quoted(publication)}`;
}
