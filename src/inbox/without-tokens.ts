/** In characters: of our tokens the shortest, an unsubscribe token, has 59; few words of people are as long. */
const shortest = 40;

/** In brackets in whichever pieces a mail program broke it, also where the text was cut within it; or in one piece. */
const patterns = [
  new RegExp(`\\[(?=[^\\]]*[\\w-]{20})[\\w\\s-]{${shortest},}(?:\\]|…|$)`, 'g'),
  new RegExp(`(?<![\\w-])[\\w-]{${shortest},}`, 'g'),
];

/** Nobody is shown more of it. */
const longest = 2000;

/** A text without what may be tokens: a report goes into mails of cron and into logs, and a token lets others act. */
export function withoutTokens(text: string): string {
  return patterns.reduce((rest, pattern) => rest.replace(pattern, '[…]'), text.slice(0, longest));
}
