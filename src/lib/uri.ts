/** Whether a text is an absolute URI of any scheme (RFC 3986), such as `tag:example.org,2026-11-23:hello`. */
export function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(text);
}

/** A percent-encoded text as a person reads it; as it is if the encoding is broken. */
export function readable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a text is the absolute address of something on the web. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/**
 * The same address without blanks, which no URI has (RFC 3986) and for which validators refuse a feed: at the ends they
 * are slips of the hand, line ends and tabs count for nothing (WHATWG URL), and others are percent-encoded.
 */
export function withoutBlanks(address: string): string {
  return address
    .trim()
    .replace(/[\t\n\r]/g, '')
    .replace(/[\s\u0085]/g, encodeURIComponent);
}

/**
 * The address of a path below another address that ends in `/`: whatever the path begins with, it is no scheme and no
 * host, and so it cannot fail.
 */
export function addressBelow(path: string, base: string): string {
  return new URL(`./${path.replace(/^[\\/]+/, '')}`, base).href;
}

/**
 * Whether a text is a well-formed language tag of BCP 47, such as `en`, `de-AT` or `zh-Hant`. Primary subtags of more
 * than three letters are reserved, and none is registered: `english` is a word.
 */
export function isLanguage(text: string): boolean {
  if (/^[a-z]{4,}(-|$)/i.test(text)) return false;
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** The tag of a language that is written out in English or in the language itself, such as `de` for `Deutsch`. */
export function languageNamed(word: string): string | undefined {
  named ??= languageNames();
  return named.get(word.trim().toLowerCase());
}

let named: ReadonlyMap<string, string> | undefined;

function languageNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = english.of(code);
    if (name === undefined) continue;
    const own = new Intl.DisplayNames([code], { type: 'language', fallback: 'none' }).of(code);
    for (const one of [name, own ?? name]) if (!names.has(one.toLowerCase())) names.set(one.toLowerCase(), code);
  }
  return names;
}
