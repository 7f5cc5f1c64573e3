import type { ServedFile } from './snapshot.ts';

/** One block of `_headers`: the fields of the paths that a pattern meets. */
export interface HeaderRule {
  readonly pattern: RegExp;
  readonly fields: readonly (readonly [string, string])[];
}

/**
 * Reads `_headers` as Netlify and Cloudflare Pages do: a line with a path, then indented fields. A star matches
 * anything, `:name` a segment.
 */
export function parseHeaders(text: string): HeaderRule[] {
  const rules: { pattern: RegExp; fields: [string, string][] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s+([!#$%&'*+.^`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name !== undefined) rules.at(-1)?.fields.push([name, value!]);
    else if (/^\//.test(line)) rules.push({ pattern: patternOf(line.trim()), fields: [] });
  }
  return rules;
}

/** Reads `_redirects`: decoded path → address and status. Only literal paths are meant, as builds write them. */
export function parseRedirects(
  text: string,
): ReadonlyMap<string, { readonly to: string; readonly status: 301 | 302 | 307 | 308 }> {
  const redirects = new Map<string, { to: string; status: 301 | 302 | 307 | 308 }>();
  for (const line of text.split(/\r?\n/)) {
    const [, from, to, status = '301'] = /^(\/\S*)\s+(\S+)(?:\s+(30[1278]))?\s*$/.exec(line) ?? [];
    const path = from && decodedPath(from);
    if (path && to) redirects.set(path, { to, status: Number(status) as 301 });
  }
  return redirects;
}

/** The fields that the rules give to a path, later ones winning. */
export function fieldsFor(path: string, rules: readonly HeaderRule[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const rule of rules) if (rule.pattern.test(path)) for (const [name, value] of rule.fields) fields[name] = value;
  return fields;
}

/** A path with its escapes read; undefined if they are broken or hold a zero byte. */
export function decodedPath(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}

function patternOf(path: string): RegExp {
  const parts = path.split(/(\*|:[a-z]\w*)/i).map((part) => {
    if (part === '*') return '.*';
    if (/^:[a-z]\w*$/i.test(part)) return '[^/]+';
    return (decodedPath(part) ?? part).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}

/** The file that a path below the root names: itself, the index of a folder, or the page of that name. */
export function fileFor(path: string, files: ReadonlyMap<string, ServedFile>): ServedFile | undefined {
  const name = path.slice(1);
  if (name === '' || name.endsWith('/')) return files.get(`${name}index.html`);
  return files.get(name) ?? files.get(`${name}.html`);
}
