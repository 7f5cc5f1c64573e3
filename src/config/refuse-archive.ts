import { quoted } from '../lib/quoted.ts';
import { type ArchiveKind, archiveKind } from '../system/archive-kind.ts';

/** Why a file is no article to build, and the command that reads it; undefined for any other file. */
export async function refusedArchive(
  path: string,
  shown: string,
): Promise<{ readonly message: string; readonly hint: string } | undefined> {
  const kind = await archiveKind(path);
  if (kind === undefined) return undefined;
  const [name, hint] = refusals[kind];
  return { message: `${shown} is ${name}, and no article`, hint: hint.replaceAll('FILE', quoted(shown)) };
}

const imports = 'To make article files of it: tidings import FILE';

const refusals: Readonly<Record<ArchiveKind, readonly [name: string, hint: string]>> = {
  wordpress: ['an export of WordPress', imports],
  ghost: ['an export of Ghost', imports],
  zip: ['an archive', `${imports} (exports of Substack, Medium and others come so).`],
  feed: [
    'a feed',
    'To keep the ids of an earlier feed: tidings adopt FILE. To take articles from one, name it under "sources" in tidings.yaml.',
  ],
  csv: ['a table', 'To add a list of subscribers: tidings subscribers import FILE'],
};
