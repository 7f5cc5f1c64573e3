/** Whether a text is a well-formed language tag of BCP 47, such as `en`, `de-AT` or `zh-Hant`. */
export function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
