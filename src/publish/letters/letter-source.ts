import { createHash } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import type { Theme } from '../../email/theme.ts';
import { newsIn } from '../../model/edition.ts';
import type { Issue, IssueItem } from '../../model/issue.ts';
import type { NewsletterSettings, Publication, Settings } from '../../model/publication.ts';
import { waysIn } from '../../model/ways-in.ts';
import { editionsNamed } from '../issues/edition-set.ts';
import { prepare } from '../prepare.ts';
import { themesOf } from '../themes/theme.ts';

/**
 * A hash by which it is known whether an issue would become other letters today. Nothing is compiled.
 * @throws ProblemError as `prepare` and `editionsOf` do.
 */
export async function sourceOf(config: Config, name: string): Promise<string> {
  const prepared = await prepare(config);
  const editions = editionsNamed(prepared, name);
  return sourceOfLetters(editions, prepared.publication, await themesOf(editions, config));
}

/** Whether letters that were frozen would be the same today; `unknown` if another version of Tidings hashed their source. */
export function compareSources(frozen: string, today: string): 'same' | 'changed' | 'unknown' {
  if (!frozen.startsWith(version)) return 'unknown';
  return frozen === today ? 'same' : 'changed';
}

/** To be raised when the same publication would get another hash. 0.1.0 wrote none, and hashed fewer settings. */
const version = 'v2:';

/**
 * A version and SHA-256, hexadecimal, of all that the letters of some editions follow from: neither time nor machine.
 * @param themes That of each edition.
 */
export function sourceOfLetters(
  editions: readonly Issue[],
  { settings, issues }: Publication,
  themes: readonly Theme[],
): string {
  const [look, ...others] = [...new Set(themes)].map(sourceOfTheme);
  const source = [
    editions.map(sourceOfIssue),
    // Most issues have one theme in all languages.
    others.length === 0 ? look : themes.map(sourceOfTheme),
    // Whether issues have a list of their own on the web.
    [{ ...without(settings, notInLetters), ...waysInto(settings) }, newsIn(issues).length > 0 && settings.site],
  ];
  return version + createHash('sha256').update(JSON.stringify(source, byKey)).digest('hex');
}

type SettingPath = keyof Settings | `newsletter.${keyof NewsletterSettings}`;

/** The settings that change no letter. Any other one counts, and so does one that is added and not named here. */
export const notInLetters: ReadonlySet<SettingPath> = new Set<SettingPath>([
  // The records hold them: addresses, dates, and the defaults of articles.
  ...(['permalink', 'language', 'timezone', 'authors'] as const),
  // They work on the articles while they are read.
  ...(['foreign', 'frontMatter', 'generator', 'typography'] as const),
  // Feeds and pages alone show them.
  ...(['description', 'rights', 'icon', 'navigation', 'feeds', 'syndicated'] as const),
  // The addresses of issues hold it.
  'site',
  // They say how letters travel: rates, servers, the return path, the signature. Where a server stands in for a way out
  // of letters, "newsletter" says so; where it is a way in, `waysInto` does.
  ...(['send', 'server', 'bounces', 'newsletter.dkim'] as const),
  // It says when.
  'schedule',
  // The theme is hashed as a whole, with its style.
  ...(['newsletter.theme', 'newsletter.style'] as const),
]);

/** Where letters invite people to whom they were forwarded; nothing where they invite nobody. */
function waysInto(settings: Settings): object {
  const { page, email } = waysIn(settings);
  return { ...((page ?? email) && { waysIn: [page, email] }) };
}

/** The settings but for some of them. */
function without({ newsletter, ...publication }: Settings, paths: ReadonlySet<string>): object {
  const rest = (values: object, section: string) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => !paths.has(section + key)));
  return { ...rest(publication, ''), newsletter: rest(newsletter, 'newsletter.') };
}

function sourceOfTheme({ layout, article, digest, partials, settings: look, logo, face, addresses, texts }: Theme) {
  return { layout, article, digest, partials, look, logo, face, addresses, texts };
}

function sourceOfIssue(issue: Issue) {
  const { slug, subject, preheader, language, introduction, items, url, origin, data } = issue;
  // In an issue without an origin braces are text. An article's name depends on the slugs of others.
  const isHandMade = origin !== undefined;
  const own = isHandMade ? slug : (items[0]?.article.slug ?? slug);
  return {
    slug: own,
    subject,
    preheader,
    language,
    // No letter to those who confirm names a day.
    ...(issue.sendOn === undefined && { date: issue.date }),
    introduction,
    items: items.map(sourceOfItem),
    url,
    isHandMade,
    ...(data && { data }),
  };
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
