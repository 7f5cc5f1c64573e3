import { relative, sep } from 'node:path';
import { referencesIn } from '../clean/fragment.ts';
import { inZone } from '../lib/time.ts';
import { pageFile } from '../model/page-path.ts';
import type { Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { stateOf } from '../system/file-state.ts';
import { NotingLookup } from './answers.ts';
import { isFolderData, type ListedFile } from './article-files.ts';
import { composeArticle, type UnresolvedArticle } from './compose.ts';
import { decode } from './decode.ts';
import { type Disk, readBytes } from './disk.ts';
import type { Names } from './duplicates.ts';
import { endingOf } from './find-files.ts';
import { isFilled } from './formats/front/given.ts';
import type { ParsedArticle, SourceFile } from './formats/source.ts';
import { withoutNoCharacters } from './no-characters.ts';
import { parseArticles } from './parse.ts';
import type { ReadContext } from './read-context.ts';
import { type Resolved, resolveArticle } from './resolve-article.ts';
import { limits, unreadable } from './unreadable.ts';

/** A file whose articles may still have to be resolved. */
export interface OpenFile {
  /** Its state before it was read. */
  readonly state: string;
  readonly articles: readonly (UnresolvedArticle | Resolved)[];
  readonly names: readonly Names[];
  readonly problems: readonly Problem[];
  readonly asked: NotingLookup;
  /** Whether it may be no article: HTML without front matter, or data of a folder. */
  readonly bare: boolean;
}

/** Reads a file. A link may lead to a file that is still to be read; all else is resolved, so that its source can be let go. */
export async function openFile(file: ListedFile, disk: Disk, context: ReadContext): Promise<OpenFile> {
  // Before it is read: what changes meanwhile is seen at the next build.
  const state = context.memory ? stateOf(file.real) : '';
  const { unresolved, problems, bare } = await readFile(file, disk, context);
  const [first] = unresolved;
  if (first && !first.draft.several) disk.articles.set(file.real, first.manuscript);
  const asked = new NotingLookup(disk);
  const articles = await Promise.all(unresolved.map((one) => (hasLinks(one) ? one : resolveArticle(one, asked))));
  const named = unresolved.filter(({ isRefused }) => !isRefused);
  const names = named.map((one) => namesOf(one, context.settings));
  return { state, articles, names, problems, asked, bare };
}

/** The articles of a file once every other file was read. */
export function resolveAll({ articles, asked }: OpenFile): Promise<Resolved[]> {
  return Promise.all(articles.map((one) => ('draft' in one ? resolveArticle(one, asked) : one)));
}

async function readFile(
  { path, real, name }: ListedFile,
  disk: Disk,
  { settings, noticePattern, slugFrom, dates, unused }: ReadContext,
): Promise<{
  readonly unresolved: readonly UnresolvedArticle[];
  readonly problems: readonly Problem[];
  readonly bare: boolean;
}> {
  const refuse = (problem: Problem) => ({ unresolved: [], problems: [problem], bare: false });
  const display = disk.display(path);
  const ending = endingOf(path);
  const raw = await readBytes(real, limits[ending]!);
  if ('fault' in raw) return refuse(unreadable(raw.fault, display));
  const decoded = decode(raw.bytes, display);
  if ('problem' in decoded) return refuse(decoded.problem);
  const written = withoutNoCharacters(decoded.text, display);
  const file: SourceFile = {
    absolute: path,
    // Some file systems take letters and their accents apart.
    path: relative(disk.root, path).replaceAll(sep, '/').normalize('NFC'),
    name,
    display,
    ending,
    modified: inZone(raw.modified, settings.timezone),
  };
  const reading = {
    settings,
    timezone: settings.timezone,
    slugFrom,
    isStrict: settings.frontMatter === 'strict',
    ...(settings.generator && { generator: settings.generator }),
    ...(noticePattern && { noticePattern }),
  };
  const { drafts, problems } = await parseArticles(written.text, file, reading);
  const composed = await Promise.all(drafts.map((draft) => composeArticle(draft, file, settings, dates)));
  return {
    unresolved: composed.flatMap((one) => one.unresolved ?? []),
    problems: [
      ...written.problems,
      ...problems,
      ...drafts.flatMap((draft) => unusedIn(draft, unused)),
      ...composed.flatMap((one) => one.problems),
    ],
    bare: isFolderData(path) || drafts.some((draft) => draft.bare),
  };
}

/** Keys that articles have and these files do not, at their lines. */
function unusedIn({ front, at }: ParsedArticle, unused: ReadContext['unused']): Problem[] {
  return (unused?.keys ?? [])
    .filter((key) => isFilled(front[key]))
    .map((key) => ({
      severity: 'warning',
      rule: 'unused-key',
      message: `"${key}" is not used ${unused!.where}`,
      ...at([key], 'key'),
    }));
}

function hasLinks({ content }: UnresolvedArticle): boolean {
  return referencesIn(content).some(({ kind }) => kind === 'link');
}

function namesOf({ manuscript, draft }: UnresolvedArticle, settings: Settings): Names {
  const { at, front, titlePlace } = draft;
  return {
    slug: manuscript.slug,
    page: pageFile(manuscript, settings),
    slugPlace: front.slug === undefined ? titlePlace : at(['slug']),
    ...(front.id !== undefined && { id: front.id, idPlace: at(['id']) }),
  };
}
