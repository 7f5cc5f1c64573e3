import { open } from 'node:fs/promises';
import { extname } from 'node:path';

/** A file that holds articles or subscribers, and that another command reads. */
export type ArchiveKind = 'wordpress' | 'ghost' | 'zip' | 'feed' | 'csv';

/** Tells such a file by its ending and its first bytes; undefined for others, and for one that cannot be read. */
export async function archiveKind(path: string): Promise<ArchiveKind | undefined> {
  const ending = extname(path).toLowerCase();
  if (ending === '.csv' || ending === '.tsv') return 'csv';
  if (ending === '.zip') return 'zip';
  if (!/^\.(?:xml|rss|atom|rdf|wxr|json)$/.test(ending)) return undefined;
  const start = await startOf(path).catch(() => '');
  if (ending === '.json') return isGhost(start) ? 'ghost' : undefined;
  if (start.includes('http://wordpress.org/export/')) return 'wordpress';
  return /<(?:rss|feed|rdf:RDF)[\s/>]/.test(start) ? 'feed' : undefined;
}

/** Ghost writes `{"db":[{"meta":…,"data":…`, or the same without the list. */
function isGhost(start: string): boolean {
  return /^\uFEFF?\s*\{\s*(?:"db"\s*:\s*\[\s*\{\s*)?"meta"\s*:\s*\{\s*"exported_on"/.test(start);
}

async function startOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16_384), 0, 16_384, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
