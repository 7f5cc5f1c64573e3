/**
 * Steps into JSON of strangers: each gives nothing where the shape is another, so that no body whatever can make a
 * reader of it fail.
 */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || Array.isArray(found) || !Object.hasOwn(found, key))
      return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return found;
}

/** A text, or a number as a text; at most 10,000 characters of it. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' ? found.slice(0, 10_000).toWellFormed() : undefined;
}

/** The members of a list, at most 1,000 of them. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found.slice(0, 1_000) : [];
}

/** An instant of RFC 3339, or in seconds since 1970. */
export function instantAt(value: unknown, ...path: readonly string[]): Date | undefined {
  const found = valueAt(value, ...path);
  const instant = typeof found === 'number' ? new Date(found * 1000) : new Date(textAt(found) ?? '');
  return instant.getTime() > 0 ? instant : undefined;
}

/** JSON of UTF-8 bytes, or nothing if they are none. */
export function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Addresses that a report names; nothing of texts that cannot be one. */
export function addressesOf(...values: readonly unknown[]): string[] {
  const texts = values.map((value) => textAt(value)?.match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/)?.[0]);
  return [...new Set(texts.filter((text) => text !== undefined))].slice(0, 20);
}
