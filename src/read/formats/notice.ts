/** A last paragraph that begins like this is the article's notice, unless a publication says otherwise. */
export const defaultNoticePattern =
  /^(disclaimer\b|(the|this|all) (material|information|content)\b[^.]*\b(informational|educational|advice)\b)/i;

/** Whether a last paragraph is the article's notice. Without a pattern none is. */
export function isNotice(paragraph: string, pattern: RegExp | undefined): boolean {
  return pattern !== undefined && paragraph.search(pattern) !== -1;
}
