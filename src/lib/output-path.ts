/** The name by which a path of the output is one file or another. The file systems of macOS and Windows ignore case. */
export function fileKey(path: string): string {
  return path.toLowerCase().normalize('NFC');
}

/** Every folder that a file is in, from its own up. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join('/'));
}
