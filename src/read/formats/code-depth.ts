/** By how much a tag leads into what is shown as it stands. */
export function codeDepthOf(tag: string): number {
  const [, slash] = /^<(\/?)(?:code|pre|kbd|samp|tt|math|script|style|textarea|svg)\b/i.exec(tag) ?? [];
  if (slash === undefined) return 0;
  return slash === '/' ? -1 : 1;
}
