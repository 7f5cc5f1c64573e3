import { escapeXml } from '../../lib/escape.ts';
import { placeOf as positionOf } from '../../lib/place.ts';
import { readable } from '../../lib/uri.ts';
import type { Origin } from '../../model/article.ts';
import type { Issue } from '../../model/issue.ts';
import type { Locate, Problem } from '../../model/problem.ts';
import type { NewsletterSettings, Settings } from '../../model/publication.ts';
import type { PictureWeight } from '../letter-pictures.ts';
import type { Theme } from '../theme.ts';
import type { Spot } from './finding.ts';

/** The facts that a message does not contain. */
export interface LetterContext {
  readonly settings: Settings;
  readonly issue: Issue;
  readonly theme: Pick<Theme, 'file' | 'layout' | 'article' | 'digest' | 'partials'>;
  /** The bytes of its HTML once every slot has the longest value that it can take. */
  readonly longest: number;
  /** The message as a person would type its file. */
  readonly file: string;
  /** The place of a key of `tidings.yaml`; without it, problems of the settings have no place. */
  readonly at?: Locate;
  /** The texts of the files of articles and issues by their ids; without one, its problems are shown at the title. */
  readonly sources?: ReadonlyMap<string, string>;
  /** The weight of the picture at an address, where it is known. */
  readonly weigh?: (address: string) => PictureWeight | undefined;
}

type Place = Pick<Problem, 'file' | 'line' | 'column' | 'length' | 'excerpt'>;

/** The place where a person mends what was found; none, if it lies in nobody's file. */
export function placeOfSpot(spot: Spot, context: LetterContext): Place {
  const { issue, file } = context;
  if ('setting' in spot) return placeOfSetting(spot.setting, context);
  if ('theme' in spot) return placeInTheme(spot.theme, spot.written ?? [], context);
  if ('line' in spot) return { file, line: spot.line };
  if ('address' in spot) return placeOfAddress(spot.address, context);
  return lineOf(issue.origin ?? issue.items[0]?.article.origin) ?? { file };
}

/** A key under `newsletter`; the section, if it is not there. */
function placeOfSetting(key: keyof NewsletterSettings, { settings, at }: LetterContext): Place {
  const path = settings.newsletter[key] === undefined ? ['newsletter'] : ['newsletter', key];
  return at?.(path, 'key') ?? {};
}

/**
 * Where a setting or a template says what was found, else the file of the theme that would. Of a theme that comes with
 * Tidings nobody can change a file: there it is the choice of the theme.
 */
function placeInTheme(file: string, written: readonly string[], context: LetterContext): Place {
  const { theme, settings, at } = context;
  const changed = written.flatMap((one) => pathOf(settings.newsletter.style, one) ?? []);
  if (at && changed.length > 0) return at(['newsletter', 'style', ...changed]);
  if (comesWithTidings(theme)) return placeOfSetting('theme', context);
  const { layout, article, digest, partials } = theme;
  for (const [name, text] of Object.entries({ layout, article, digest, ...partials })) {
    const found = firstOf(text, written);
    if (found) return { file: `${theme.file}/${name}.mjml`, ...found };
  }
  return { file: `${theme.file}/${file}` };
}

/** `loadTheme` names them so, wherever they lie. */
function comesWithTidings({ file }: Pick<Theme, 'file'>): boolean {
  return file.startsWith('templates/email/');
}

/** The article, the introduction or the setting that holds an address; else the theme wrote it. */
function placeOfAddress(address: string, context: LetterContext): Place {
  const { issue, settings, theme, sources, at } = context;
  const { items, introduction, origin } = issue;
  const written = `"${escapeXml(address)}"`;
  if (introduction?.includes(written)) return { ...lineOf(origin), ...lineIn(sources?.get(issue.id) ?? '', address) };
  const holder = items.find(
    ({ article: { content, url, image, attachments, source } }) =>
      content.includes(written) ||
      [url, image?.url, source?.url, ...attachments.map((one) => one.url)].includes(address),
  );
  if (holder) {
    const { id, origin } = holder.article;
    return { ...lineOf(origin), ...lineIn(sources?.get(id) ?? '', address) };
  }
  const path = pathOf(settings, address);
  if (path) return at?.(path) ?? {};
  // A page of this site that is not published yet.
  if (address.startsWith(settings.url)) return lineOf(origin) ?? at?.(['url']) ?? {};
  return comesWithTidings(theme) ? {} : placeInTheme('layout.mjml', spellingsOf(address), context);
}

/** Where in nested settings a text is. */
function pathOf(settings: unknown, text: string): string[] | undefined {
  if (typeof settings !== 'object' || settings === null) return undefined;
  for (const [key, value] of Object.entries(settings)) {
    const inner = value === text ? [] : pathOf(value, text);
    if (inner) return [key, ...inner];
  }
  return undefined;
}

/** Where an address is written. Of a local picture, its name. */
function lineIn(source: string, address: string): Place {
  const name = URL.parse(address)?.pathname.split('/').at(-1);
  return firstOf(source, [...spellingsOf(address), ...(name?.includes('.') ? [readable(name)] : [])]) ?? {};
}

/** As it is, as a person reads it, or as HTML has it. */
function spellingsOf(address: string): string[] {
  return [address, readable(address), escapeXml(address)];
}

/** The first of some texts that a source holds, in whatever case. */
function firstOf(source: string, texts: readonly string[]): Place | undefined {
  for (const text of texts) {
    const start = text === '' ? -1 : source.toLowerCase().indexOf(text.toLowerCase());
    if (start >= 0) return positionOf(source, start, start + text.length);
  }
  return undefined;
}

function lineOf(origin: Origin | undefined): Place | undefined {
  return origin && { file: origin.file, line: origin.line };
}
