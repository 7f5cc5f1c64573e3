/** Whether a last paragraph is the article's notice. Without a pattern none is. */
export function isNotice(paragraph: string, pattern: RegExp | undefined): boolean {
  return pattern !== undefined && paragraph.search(pattern) !== -1;
}
