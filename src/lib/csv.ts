/** A line of RFC 4180. An apostrophe before a would-be formula keeps spreadsheets from running it. */
export function csvLine(cells: readonly (string | undefined)[]): string {
  const written = cells.map((cell = '') => {
    const harmless = /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
    return /[",;\t\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  });
  return `${written.join(',')}\r\n`;
}
