import { hash } from 'node:crypto';
import type { Attachment, Manuscript } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import { articleFolder } from '../model/publication.ts';
import type { Unsettled } from './compose.ts';
import { Settler, type Surroundings } from './resolver.ts';

/** Settles what names local files: finds them, gives each a place in the output and writes its address. */
export async function settle(
  unsettled: Unsettled,
  surroundings: Surroundings,
): Promise<{ readonly manuscript?: Manuscript; readonly problems: readonly Problem[] }> {
  const { manuscript, draft, file, content } = unsettled;
  const folder = articleFolder(surroundings.settings, manuscript.slug);
  const standing = { file: file.absolute, url: manuscript.url, folder, taken: ['index.html'] };
  const settler = new Settler(standing, surroundings);
  const filled = await settler.content(content, (value) => draft.atReference(value, 0));
  const image = draft.front.image && (await settler.image(draft.front.image, () => draft.at(['image', 'src'])));
  const attachments: Attachment[] = [];
  for (const [index, attachment] of (draft.front.attachments ?? []).entries()) {
    const settled = await settler.attachment(attachment, () => draft.at(['attachments', index, 'src']));
    if (settled) attachments.push(settled);
  }
  if (settler.problems.length > 0) return { problems: settler.problems };
  const rest = { content: filled, ...(image && { image }), attachments, files: settler.files };
  return { manuscript: fingerprinted({ ...manuscript, ...rest }), problems: [] };
}

/** All but the time of the file's last change, which a checkout touches. */
function fingerprinted(manuscript: Manuscript): Manuscript {
  const { modified: _, ...said } = manuscript;
  return { ...manuscript, fingerprint: hash('sha256', JSON.stringify(said)) };
}
