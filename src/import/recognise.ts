import { exportHint, refuseArchive } from './archive.ts';
import type { Archive } from './archive-shape.ts';
import { buttondownList, buttondownMail } from './buttondown.ts';
import { isGhost, jsonIn } from './ghost.ts';
import { isMediumPost, mediumPost } from './medium.ts';
import { isWxr } from './wxr.ts';

export type ArchiveService = 'WordPress' | 'Ghost' | 'Substack' | 'Medium' | 'Buttondown';

/** The service whose export an archive is, and the files of it that are to be read. */
export interface RecognisedArchive {
  readonly service: ArchiveService;
  readonly names: readonly string[];
}

/**
 * Finds out whose export an archive is, by the names of its files and by how they begin.
 * @throws ProblemError that names the command for what it is, if it is none.
 */
export async function recogniseArchive(archive: Archive): Promise<RecognisedArchive> {
  const { names } = archive;
  const matching = (pattern: RegExp) => names.filter((name) => pattern.test(name));
  if (matching(/(?:^|\/)posts\.csv$/).length > 0 && matching(/(?:^|\/)posts\/[^/]+\.html$/).length > 0)
    return { service: 'Substack', names: [] };
  const pages = matching(mediumPost).slice(0, 1);
  if ((await headed(archive, pages, isMediumPost)).length > 0) return { service: 'Medium', names: [] };
  if (matching(buttondownMail).length > 0 || matching(buttondownList).length > 0)
    return { service: 'Buttondown', names: [] };
  const wxr = await headed(archive, matching(/\.xml$/i), isWxr);
  if (wxr.length > 0) return { service: 'WordPress', names: wxr };
  const ghost = await ghostIn(archive, matching(/\.json$/i));
  if (ghost !== undefined) return { service: 'Ghost', names: [ghost] };
  return refuseUnknown(archive);
}

async function headed(archive: Archive, names: readonly string[], test: (head: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) if (test(await headOf(archive, name))) found.push(name);
  return found;
}

/** The first characters of a file, whatever its encoding. */
async function headOf(archive: Archive, name: string): Promise<string> {
  let head = '';
  for await (const piece of archive.pieces(name)) {
    head += piece.toString('latin1').replaceAll('\0', '');
    if (head.length > 20_000) break;
  }
  return head;
}

/** A file that says it is Ghost's, or the only JSON that there is, whose faults are told. */
async function ghostIn(archive: Archive, names: readonly string[]): Promise<string | undefined> {
  const likely = await headed(archive, names, (head) => /"(?:db|data|meta)"\s*:/.test(head));
  for (const name of likely) if (isGhost(await jsonIn(archive, name))) return name;
  return undefined;
}

/** People give what they have: a list of readers, a feed, a page of the archive. */
async function refuseUnknown(archive: Archive): Promise<never> {
  const { names, display } = archive;
  const [name = ''] = names;
  if (names.length === 0) refuseArchive(display, 'this holds no file', exportHint);
  if (names.length > 1) {
    const people = names.find((one) => /\.csv$/i.test(one) && /subscriber|member|email_list|audience/i.test(one));
    const hint = people
      ? `${people} in it looks like a list of readers: unpack it, and write "tidings subscribers import people.csv".`
      : exportHint;
    refuseArchive(display, 'this is no export that Tidings knows', hint);
  }
  const head = await headOf(archive, name);
  if (/\.csv$/i.test(name) || /^[^\n<{]*\b(?:e-?mail|email address)\b[^\n<{]*[,;\t]/i.test(head)) {
    if (/^\W*post_id\b/.test(head))
      refuseArchive(display, 'this is the list of posts of Substack without their texts', 'Give the whole zip.');
    refuseArchive(
      display,
      'this is a list, not an archive of articles',
      'For readers, write "tidings subscribers import people.csv".',
    );
  }
  if (/<(?:rss|feed|rdf:RDF)\b/i.test(head) || /"version"\s*:\s*"https?:\/\/(?:www\.)?jsonfeed\.org/.test(head))
    refuseArchive(display, 'this is a feed, not an archive', feedHint);
  if (/^\s*[{[]/.test(head)) await jsonIn(archive, name);
  return refuseArchive(display, 'this is no export that Tidings knows', exportHint);
}

const feedHint =
  'Where the articles are here already, "tidings adopt" keeps the ids of a feed; "sources" in tidings.yaml takes the articles of one.';
