import type { Manuscript } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';

/** Warns of links that lead to articles which no output holds yet: a reader would find nothing there. */
export function linksToHeld(due: readonly Manuscript[], held: readonly Manuscript[]): Problem[] {
  if (held.length === 0) return [];
  const titles = new Map(held.map(({ url, title }) => [bare(url), title]));
  return due.flatMap(({ content, origin: { file, line } }) =>
    heldIn(content, titles).map((title): Problem => {
      const message = `"${title}" is not published yet, and a link leads to it`;
      return { severity: 'warning', rule: 'link-held', message, hint, file, line };
    }),
  );
}

const hint = 'Until it is, readers find nothing there. Publish it along, or take the link out until then.';

/** Cleaned HTML has it in no other form. */
const mark = 'href="';

/** The titles of the held articles that a text links to, each once. */
function heldIn(content: string, titles: ReadonlyMap<string, string>): readonly string[] {
  const found = new Map<string, string>();
  for (let at = content.indexOf(mark); at !== -1; at = content.indexOf(mark, at)) {
    at += mark.length;
    const url = bare(content.slice(at, content.indexOf('"', at)).replaceAll('&amp;', '&'));
    const title = titles.get(url);
    if (title !== undefined) found.set(url, title);
  }
  return [...found.values()];
}

function bare(url: string): string {
  return url.replace(/#.*$/s, '');
}
