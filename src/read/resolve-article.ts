import { hash } from 'node:crypto';
import type { Attachment, Manuscript } from '../model/article.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import type { UnresolvedArticle } from './compose.ts';
import { type ReferenceLookup, Resolver } from './resolver.ts';

export interface Resolved extends Pick<UnresolvedArticle, 'isRefused'> {
  readonly manuscript?: Manuscript;
  readonly problems: readonly Problem[];
}

/** Resolves references to local files: finds them, gives each a place in the output and writes its address. */
export async function resolveArticle(unresolved: UnresolvedArticle, lookup: ReferenceLookup): Promise<Resolved> {
  const { manuscript, draft, file, folder, content, isRefused } = unresolved;
  const standing = { file: file.absolute, url: manuscript.url, folder, taken: ['index.html'] };
  const resolver = new Resolver(standing, lookup);
  const filled = await resolver.content(content, (value) => draft.atReference(value, 0));
  const image = draft.front.image && (await resolver.image(draft.front.image, () => draft.at(['image', 'src'])));
  const attachments: Attachment[] = [];
  for (const [index, attachment] of (draft.front.attachments ?? []).entries()) {
    const settled = await resolver.attachment(attachment, () => draft.at(['attachments', index, 'src']));
    if (settled) attachments.push(settled);
  }
  const { problems } = resolver;
  if (isRefused || hasErrors(problems)) return { problems, isRefused };
  const rest = { content: filled, ...(image && { image }), attachments, files: resolver.files };
  return { manuscript: fingerprinted({ ...manuscript, ...rest }), problems, isRefused };
}

/** All but the time of the file's last change, which a checkout touches. */
function fingerprinted(manuscript: Manuscript): Manuscript {
  const { modified: _, ...said } = manuscript;
  return { ...manuscript, fingerprint: hash('sha256', JSON.stringify(said)) };
}
