import { isDeviceName } from '../lib/slug.ts';
import type { Manuscript } from '../model/article.ts';
import type { Locate, Problem } from '../model/problem.ts';
import { selectionPath } from '../model/selection.ts';

type Place = ReturnType<Locate>;

/** A warning for a slug by which no Windows machine could check out the output. */
export function deviceSlug(slug: string, place: Place): Problem[] {
  return isDeviceName(slug) ? [deviceFolder(slug, 'Write another "slug:", or rename the file.', place)] : [];
}

/** Warnings for all names of an article that become folders. */
export function deviceNames(
  { slug, tags }: Pick<Manuscript, 'slug' | 'tags'>,
  at: { readonly slug: Place; readonly tags: Place },
): Problem[] {
  const folders = tags.map((tag) => selectionPath('tags', tag).split('/')[1]!).filter(isDeviceName);
  return [
    ...deviceSlug(slug, at.slug),
    ...folders.map((folder) => deviceFolder(folder, 'Choose another word for the tag.', at.tags)),
  ];
}

function deviceFolder(name: string, hint: string, place: Place): Problem {
  const message = `the output gets a folder "${name}", which Windows cannot have: it is the name of a device`;
  return { severity: 'warning', rule: 'device-name', message, hint, ...place };
}
