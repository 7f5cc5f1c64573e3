import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { lazyCopy } from '../lib/lazy-copy.ts';
import { mapLimit } from '../lib/map-limit.ts';
import type { Article, Attachment, Image } from '../model/article.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { AskOptions } from '../system/ask-web.ts';
import type { MediaAnswer } from '../system/fetch-media.ts';
import { writeAtomically } from '../system/files.ts';
import type { Media } from '../system/media.ts';

/** Asks the web for a file's type, length and size. */
export type AskMedia = (
  url: string,
  kind: 'image' | 'file',
  options: Pick<AskOptions, 'signal'>,
) => Promise<MediaAnswer>;

/** Known facts about remote files, by address. */
type Known = ReadonlyMap<string, Partial<Media>>;

const schema = z.record(
  z.string(),
  z.strictObject({
    type: z.string().optional(),
    length: z.int().positive().optional(),
    width: z.int().positive().optional(),
    height: z.int().positive().optional(),
  }),
);

/** How many files are asked for at a time. */
const ahead = 4;

/**
 * Adds to articles what `.tidings/media.json` keeps of their remote images and attachments. With `ask`, the web is
 * asked first for what is not kept yet, and the answers are kept. What cannot be learned is a warning.
 * @throws ProblemError if the answers cannot be kept.
 */
export async function describeRemote(
  articles: readonly Article[],
  { single, directory, display }: Pick<Config, 'single' | 'directory' | 'display'>,
  ask?: AskMedia,
  signal?: AbortSignal,
): Promise<{ articles: readonly Article[]; problems: readonly Problem[] }> {
  // A single file has no folder that would remember the answers, and two builds of it shall be equal.
  if (single) return { articles, problems: [] };
  const file = join(directory, '.tidings', 'media.json');
  const { known, problems } = await readKnown(file, display(file));
  if (!ask) return { articles: articles.map((article) => described(article, known)), problems };
  const unknown = remoteFiles(articles).filter(({ url }) => !known.has(url));
  const answers = await mapLimit(unknown, ahead, async (remote) => ({
    url: remote.url,
    ...(await learn(remote, ask, signal)),
  }));
  const learned = answers.flatMap(({ url, media }) => (media ? [[url, media] as const] : []));
  const all = new Map([...known, ...learned]);
  if (learned.length > 0) await writeKnown(file, all, display(file));
  return {
    articles: articles.map((article) => described(article, all)),
    problems: [...problems, ...answers.flatMap(({ problem }) => problem ?? [])],
  };
}

/** A remote file for which the article lacks facts. */
interface RemoteFile {
  readonly url: string;
  readonly kind: 'image' | 'file';
  /** The article's own statements. */
  readonly type?: string;
  readonly article: Article;
}

/** Each address once: as an image before as a file, since an image needs more facts. Local files have a length already. */
function remoteFiles(articles: readonly Article[]): RemoteFile[] {
  const images = articles.flatMap((article): RemoteFile[] =>
    article.image && article.image.length === undefined ? [{ ...pick(article.image), kind: 'image', article }] : [],
  );
  const files = articles.flatMap((article) =>
    article.attachments
      .filter(({ length }) => length === undefined)
      .map((attachment): RemoteFile => ({ ...pick(attachment), kind: 'file', article })),
  );
  const first = new Map<string, RemoteFile>();
  for (const remote of [...images, ...files]) if (!first.has(remote.url)) first.set(remote.url, remote);
  return [...first.values()];
}

function pick({ url, type }: { readonly url: string; readonly type?: string }) {
  return { url, ...(type !== undefined && { type }) };
}

async function learn(
  remote: RemoteFile,
  ask: AskMedia,
  signal: AbortSignal | undefined,
): Promise<{ media?: Partial<Media>; problem?: Problem }> {
  const answer = await ask(remote.url, remote.kind, { ...(signal && { signal }) });
  if ('fault' in answer) return { problem: unlearned(remote, answer.fault) };
  const fault = faultOf(remote, answer);
  return fault === undefined ? { media: answer } : { problem: unlearned(remote, fault) };
}

/** Why an answer says nothing of the file that the article means. */
function faultOf({ kind, type: said }: RemoteFile, { type, length }: Partial<Media>): string | undefined {
  if (kind === 'image') return undefined;
  // Many a server answers for a file that is gone with a page and the status of success.
  if (type === 'text/html' && said !== type) return `the server has a page there, not ${said}`;
  return length === undefined ? 'the server does not tell its length' : undefined;
}

function unlearned({ url, kind, article: { origin } }: RemoteFile, reason: string): Problem {
  const length = kind === 'file' ? ' Or add its "length" in bytes to the attachment.' : '';
  return {
    severity: 'warning',
    rule: 'fetch-media',
    message: `nothing could be learned of ${url}: ${reason}`,
    hint: `The feeds name it without its length. Mend the address, or try --fetch-media again later.${length}`,
    file: origin.file,
    line: origin.line,
  };
}

/** The article with the missing facts filled in. */
function described(article: Article, known: Known): Article {
  const image = article.image && completedImage(article.image, known);
  const attachments = article.attachments.map((attachment) => completedAttachment(attachment, known));
  if (image === article.image && attachments.every((one, index) => one === article.attachments[index])) return article;
  const { fingerprint } = article;
  const changed = {
    ...(image && { image }),
    attachments,
    // By the fingerprint a build recognises articles that it need not render again.
    ...(fingerprint && { fingerprint: hash('sha256', JSON.stringify([fingerprint, image, attachments])) }),
  };
  return lazyCopy(article, changed);
}

/** The article's own statements win. */
function completedImage(image: Image, known: Known): Image {
  const media = image.length === undefined && known.get(image.url);
  return media ? { ...media, ...image } : image;
}

function completedAttachment(attachment: Attachment, known: Known): Attachment {
  const length = attachment.length === undefined && known.get(attachment.url)?.length;
  return length ? { ...attachment, length } : attachment;
}

async function readKnown(file: string, shown: string): Promise<{ known: Known; problems: readonly Problem[] }> {
  try {
    const known = new Map(
      Object.entries(schema.parse(JSON.parse(await readFile(file, 'utf8')))) as [string, Partial<Media>][],
    );
    return { known, problems: [] };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { known: new Map(), problems: [] };
    const message = `${shown} cannot be read${code ? ` (${code})` : ''}, so the feeds lack what it kept of remote files`;
    const hint =
      code === 'EACCES'
        ? 'Make it and its folder readable and writable for yourself.'
        : 'Remove it, and build with --fetch-media to ask for it again.';
    return { known: new Map(), problems: [{ severity: 'warning', rule: 'fetch-media', message, hint, file: shown }] };
  }
}

async function writeKnown(file: string, known: Known, shown: string): Promise<void> {
  const sorted = Object.fromEntries([...known].sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeAtomically(file, `${JSON.stringify(sorted, null, 1)}\n`).catch((error: NodeJS.ErrnoException) => {
    const message = `${shown} cannot be written (${error.code})`;
    const hint = 'Move away the file in its place, or make the folder writable.';
    throw new ProblemError([{ severity: 'error', rule: 'write', message, hint }]);
  });
}
