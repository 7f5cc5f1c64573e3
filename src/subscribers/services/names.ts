/**
 * The names in one cell: parted by commas, each in quotation marks or not, perhaps in brackets, as JSON and Python write
 * them. A comma within a name is quoted or escaped by a backslash.
 */
export function namesIn(text: string): string[] {
  const list = /^\[(.*)\]$/s.exec(text.trim())?.[1] ?? text;
  return [...list.matchAll(item)]
    .map(([, double, single, bare = '']) => unescaped(double ?? single ?? bare).trim())
    .filter(Boolean);
}

const item = /\s*(?:"((?:[^"\\]|\\.|"")*)"|'((?:[^'\\]|\\.)*)'(?=\s*(?:,|$))|((?:\\.|[^,\\])+))\s*(?:,|$)/gs;

function unescaped(text: string): string {
  return text.replaceAll('""', '"').replace(/\\(.)/gs, '$1');
}
