import { parse } from 'yaml';
import { isWebAddress } from '../lib/uri.ts';
import type { Problem } from '../model/problem.ts';
import { split } from '../read/formats/split.ts';
import { archiveText, TooLarge } from './archive.ts';
import type { Archive } from './archive-shape.ts';
import { jsonIn } from './ghost.ts';
import { finishedHtml } from './html-body.ts';
import { htmlWords, parseHtml, unlessTooDeep } from './html-tree.ts';
import { type ImportedArticle, type LeftOut, longestBody } from './imported-article.ts';
import { showsNothing, someReadersParts } from './member-parts.ts';
import { cellText, laterThan, momentIn } from './moments.ts';
import { rowsIn } from './table.ts';
import { markdownWithoutTags, removeTags } from './template-tags.ts';

/** The facts of an e-mail in the export or in the front matter of its file. */
type Mail = Readonly<Record<string, unknown>>;

/** The list of e-mails, and the files of their texts. */
export const buttondownList = /(?:^|\/)emails\.(?:csv|json)$/;
export const buttondownMail = /(?:^|\/)emails\/[^/]+\.md$/;

/**
 * The e-mails of a Buttondown export: `emails.csv` or `emails.json`, and `emails/<slug>.md` for the text of each; or
 * the folder of Buttondown's own command line, whose files say all in their front matter.
 * @param from The address of the newsletter, with `/` at its end; absent where the archive says each address.
 */
export async function* buttondownArticles(
  archive: Archive,
  from: string | undefined,
  warn: (problem: Problem) => void,
): AsyncGenerator<ImportedArticle | LeftOut> {
  const files = new Map(archive.names.filter((name) => buttondownMail.test(name)).map((name) => [stem(name), name]));
  const listed = await listIn(archive);
  const mails = listed ?? [...files.values()].map((file): Mail => ({ slug: stem(file) }));
  if (listed?.some(({ email_type }) => email_type === undefined)) warn(untold(archive.display));
  for (const mail of mails) {
    const file = files.get(cellText(mail.slug)) ?? files.get(cellText(mail.id));
    const title = htmlWords(cellText(mail.subject)) || cellText(mail.slug);
    try {
      const text = file === undefined ? cellText(mail.body) : await archiveText(archive, file, longestBody);
      yield unlessTooDeep(title, () => articleOf(text, mail, from));
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      yield { reason: 'too-large', title };
    }
  }
}

/** Whether an archive says of each e-mail where it was on the web. */
export async function saysAddresses(archive: Archive): Promise<boolean> {
  const mails = await listIn(archive);
  return mails?.every(({ absolute_url }) => isWebAddress(cellText(absolute_url))) ?? false;
}

async function listIn(archive: Archive): Promise<Mail[] | undefined> {
  const names = archive.names.filter((name) => buttondownList.test(name));
  const json = names.find((name) => name.endsWith('.json'));
  if (json === undefined) return names[0] === undefined ? undefined : rowsIn(archive, names[0]);
  const found = await jsonIn(archive, json);
  const list = Array.isArray(found) ? found : ((found as { results?: unknown } | null)?.results ?? []);
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
}

function untold(file: string): Problem {
  return {
    severity: 'warning',
    rule: 'untold-audience',
    message: 'the export does not say which e-mails were for paying readers only',
    hint: 'Look through the articles before you build, and write "draft: true" into those that must not be public.',
    file,
  };
}

function stem(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.md$/, '');
}

function articleOf(text: string, row: Mail, from: string | undefined): ImportedArticle | LeftOut {
  const { mail, source } = withFront(text, row);
  const title = htmlWords(cellText(mail.subject)) || cellText(mail.slug);
  if (cellText(mail.status) === 'deleted') return { reason: 'trashed', title };
  const { format, body, omitted, unpublished } = publicPart(source, unpublishedOf(mail));
  if (body.trim() === '') return { reason: 'without-text', title };
  const name = cellText(mail.slug);
  const address = addressOf(mail, name, from);
  const date = momentIn(mail.publish_date) ?? (unpublished && momentIn(mail.creation_date));
  const updated = laterThan(date, momentIn(mail.modification_date));
  const [summary, image] = [htmlWords(cellText(mail.description)), cellText(mail.image)];
  return {
    title,
    name,
    addresses: address === undefined ? [] : [address],
    ...(address && { oldId: address }),
    ...(date && { date }),
    ...(updated && { updated }),
    ...(summary && { summary }),
    authors: [],
    tags: [],
    ...(isWebAddress(image) && { image: { src: image } }),
    ...(unpublished && { unpublished }),
    format,
    body,
    omitted: [...omitted],
  };
}

/** The front matter of a file wins over the list. A text that only looks as if it had one is left as it is. */
function withFront(text: string, row: Mail): { readonly mail: Mail; readonly source: string } {
  const parts = split(text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'), '');
  if ('problem' in parts || parts.front === undefined) return { mail: row, source: text };
  try {
    const front: unknown = parse(parts.front, { schema: 'core', maxAliasCount: 0, logLevel: 'silent' });
    if (typeof front === 'object' && front !== null && 'subject' in front)
      return { mail: { ...row, ...front }, source: parts.body };
  } catch {
    // No YAML: two rules around a text.
  }
  return { mail: row, source: text };
}

/** The text that every reader got; one that was for some readers as a whole stays whole, for a draft. */
function publicPart(source: string, unpublished: ImportedArticle['unpublished']) {
  const make = (isWhole: boolean) => {
    const omitted = new Set<string>();
    return { ...bodyOf(source, omitted, isWhole), omitted, unpublished };
  };
  const made = make(false);
  if (!made.omitted.has(someReadersParts) || !showsNothing(made.body)) return made;
  return { ...make(true), unpublished: unpublished ?? ('members' as const) };
}

/** A comment at the beginning says which editor made the text: "fancy" wrote HTML. */
function bodyOf(source: string, omitted: Set<string>, isWhole: boolean): Pick<ImportedArticle, 'format' | 'body'> {
  const [mark = '', mode] = /^\s*<!--\s*buttondown-editor-mode:\s*(\w+)\s*-->/.exec(source) ?? [];
  const text = source.slice(mark.length).trim();
  const isHtml =
    mode === undefined ? /^<(?:p|h[1-6]|div|ul|ol|figure|blockquote|table)\b/i.test(text) : mode === 'fancy';
  if (!isHtml) return { format: 'md', body: markdownWithoutTags(text, omitted, isWhole) };
  const tree = parseHtml(text);
  removeTags(tree, omitted, isWhole);
  return { format: 'html', body: finishedHtml(tree, undefined) };
}

function addressOf(mail: Mail, name: string, from: string | undefined): string | undefined {
  const told = cellText(mail.absolute_url);
  if (isWebAddress(told)) return told;
  return from === undefined || name === '' ? undefined : `${from}archive/${encodeURIComponent(name)}/`;
}

const published: ReadonlySet<string> = new Set([
  '',
  'sent',
  'imported',
  'in_flight',
  'resending',
  'throttled',
  'published',
]);

/** Only what went to everybody, or stands in the open archive, is public. The list itself holds sent e-mails only. */
function unpublishedOf(mail: Mail): ImportedArticle['unpublished'] {
  const [status, type] = [cellText(mail.status), cellText(mail.email_type) || 'public'];
  if (status === 'scheduled' || status === 'about_to_send') return 'scheduled';
  if (!published.has(status) || momentIn(mail.publish_date) === undefined) return 'draft';
  if (type === 'public' || type === 'archival') return undefined;
  return type === 'premium' ? 'paid' : type === 'free' ? 'members' : 'private';
}
