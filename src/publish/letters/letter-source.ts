import { createHash } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import type { Theme } from '../../email/theme.ts';
import type { Issue, IssueItem } from '../../model/issue.ts';
import type { Publication, Settings } from '../../model/publication.ts';
import { editionsNamed } from '../issues/edition-set.ts';
import { prepare } from '../prepare.ts';
import { themeOf } from '../themes/theme.ts';

/**
 * A hash by which it is known whether an issue would become other letters today. Nothing is compiled.
 * @throws ProblemError as `prepare` and `editionsOf` do.
 */
export async function sourceOf(config: Config, name: string): Promise<string> {
  const prepared = await prepare(config);
  return sourceOfLetters(editionsNamed(prepared, name), prepared.publication, await themeOf(config));
}

/** SHA-256, hexadecimal, of all that the letters of some editions follow from: neither time nor machine. */
export function sourceOfLetters(
  editions: readonly Issue[],
  { settings, issues = [] }: Publication,
  theme: Theme,
): string {
  const { layout, article, digest, settings: look, logo } = theme;
  const source = [
    editions.map(sourceOfIssue),
    { layout, article, digest, look, logo },
    // Whether issues have a list of their own on the web.
    [sourceOfSettings(settings), issues.length > 0],
  ];
  return createHash('sha256').update(JSON.stringify(source, byKey)).digest('hex');
}

/** The language and the time zone of a publication are in its records; signing is no part of the letter. */
function sourceOfSettings({ title, url, image, newsletter }: Settings) {
  const { from, replyTo, address, listId, unsubscribeUrl, unsubscribeEmail, preferencesUrl, fields, maxBytes } =
    newsletter;
  const headers = { from, replyTo, listId, unsubscribeUrl, unsubscribeEmail };
  return { title, url, image, address, preferencesUrl, fields, maxBytes, headers };
}

function sourceOfIssue({ slug, subject, preheader, language, date, introduction, items, url, origin }: Issue) {
  // In an issue without an origin braces are text.
  const isHandMade = origin !== undefined;
  return { slug, subject, preheader, language, date, introduction, items: items.map(sourceOfItem), url, isHandMade };
}

/** Fields that a layout does not print may change without changing the letter. */
function sourceOfItem({ article, layout }: IssueItem) {
  const { title, url, published, language, authors } = article;
  const printed = { layout, title, url, published, language, authors: authors.map(({ name }) => name) };
  if (layout === 'headline') return printed;
  const { summary, content, tags, image, attachments, source, notice } = article;
  const isRead = layout === 'full' || summary === undefined;
  return { ...printed, summary, ...(isRead && { content }), tags, image, attachments, source, notice };
}

/** Keys in one order, whichever a file has them in. */
function byKey(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
