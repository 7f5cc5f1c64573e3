import { escapeXml } from '../../lib/escape.ts';
import type { Article, Manuscript } from '../../model/article.ts';
import type { Settings } from '../../model/publication.ts';
import type { Finding } from './article.ts';

/** An article that no output holds: a draft, or one whose date has not come. */
export type Held = Pick<Manuscript, 'url' | 'title' | 'draft' | 'origin'>;

/** Links to articles that stand nowhere yet. One whose page is at another site was published there. */
export function ofHeldLinks({ content }: Article, held: readonly Held[], { url }: Settings): Finding[] {
  return held
    .filter((other) => other.url.startsWith(url) && linksTo(content, other.url))
    .map(({ title, draft, origin: { file, line } }) => ({
      rule: 'held-link',
      message: `the article links to "${title}" (${file}:${line}), which is held back: ${draft ? 'it is a draft' : 'its date is still to come'}`,
      hint: 'Until that one is published, readers find no page there. Publish both together, or take the link out for now.',
    }));
}

function linksTo(content: string, address: string): boolean {
  const link = `href="${escapeXml(address)}`;
  for (let at = content.indexOf(link); at >= 0; at = content.indexOf(link, at + 1))
    if (/["#?]/.test(content.charAt(at + link.length))) return true;
  return false;
}
