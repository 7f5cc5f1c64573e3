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

/** Whether a text is a well-formed language tag of BCP 47, such as `en`, `de-AT` or `zh-Hant`. */
export function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
