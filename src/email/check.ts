import type { Origin } from '../article.ts';
import type { Issue } from '../issue.ts';
import { escapeXml } from '../lib/escape.ts';
import { placeOf as positionOf } from '../lib/place.ts';
import { readable } from '../lib/uri.ts';
import type { Problem } from '../problem.ts';
import type { NewsletterSettings, Settings } from '../publication.ts';
import type { Locate } from '../schema.ts';
import { findAddresses } from './check/addresses.ts';
import { findContrast } from './check/contrast.ts';
import { findElements } from './check/elements.ts';
import { findFeatures } from './check/features.ts';
import type { Finding, Spot } from './check/finding.ts';
import { findHeaders } from './check/headers.ts';
import { findLines } from './check/lines.ts';
import { type Message, parseMessage } from './check/message.ts';
import { findParts } from './check/parts.ts';
import { rules } from './check/rules.ts';
import { findSize } from './check/size.ts';
import { findSlots } from './check/slots.ts';
import { findTracking } from './check/tracking.ts';
import { findUnsubscribe } from './check/unsubscribe.ts';
import type { Theme } from './theme.ts';

/** What a message cannot tell of itself. */
export interface LetterContext {
  readonly settings: Settings;
  readonly issue: Issue;
  readonly theme: Pick<Theme, 'file'>;
  /** The bytes of its HTML once every slot has the longest value that it can take. */
  readonly longest: number;
  /** The message as a person would type its file. */
  readonly file: string;
  /** Where a key of `tidings.yaml` stands; without it, problems of the settings have no place. */
  readonly at?: Locate;
  /** The texts of the files of articles and issues by their ids; without one, its problems stand at the title. */
  readonly sources?: ReadonlyMap<string, string>;
}

/**
 * Holds a complete message to every rule that a newsletter has to keep with mail programs, receivers and the law.
 * Errors come first, then warnings, each at the file that mends it. Whatever the bytes are, it ends in a list.
 */
export async function checkMessage(bytes: Uint8Array, context: LetterContext): Promise<Problem[]> {
  const message = await parseMessage(bytes);
  const findings = message ? findAll(message, context) : [unreadable];
  const problems = findings.map((finding) => problemOf(finding, context));
  return problems.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/** A finding as a problem at the place where a person mends it. */
export function problemOf({ rule, message, hint, at }: Finding, context: LetterContext): Problem {
  return { severity: rules[rule], rule, message, hint, ...placeOf(at, context) };
}

function findAll(message: Message, { settings, issue, longest }: LetterContext): Finding[] {
  return [
    ...findHeaders(message, settings.newsletter),
    ...findLines(message),
    ...findParts(message),
    ...findUnsubscribe(message, settings.newsletter),
    ...findSize(message, issue, longest),
    ...findElements(message),
    ...findAddresses(message),
    ...findSlots(message, issue, settings),
    ...findContrast(message),
    ...findTracking(message),
    ...findFeatures(message),
  ];
}

const unreadable: Finding = {
  rule: 'unreadable',
  message: 'no mail program can read the message',
  hint: 'Its parts or headers are nested or sized beyond all limits.',
  at: { line: 1 },
};

type Place = Pick<Problem, 'file' | 'line' | 'column' | 'length' | 'excerpt'>;

function placeOf(spot: Spot, context: LetterContext): Place {
  const { issue, theme, file } = context;
  if ('setting' in spot) return placeOfSetting(spot.setting, context);
  if ('theme' in spot) return { file: `${theme.file}/${spot.theme}` };
  if ('line' in spot) return { file, line: spot.line };
  if ('address' in spot) return placeOfAddress(spot.address, context);
  return lineOf(issue.origin ?? issue.items[0]?.article.origin) ?? { file };
}

/** A key under `newsletter`; the section, if it is not there. */
function placeOfSetting(key: keyof NewsletterSettings, { settings, at }: LetterContext): Place {
  const path = settings.newsletter[key] === undefined ? ['newsletter'] : ['newsletter', key];
  return at?.(path, 'key') ?? {};
}

/** The article, the introduction or the setting that an address stands in; else the theme wrote it. */
function placeOfAddress(address: string, { issue, settings, theme, sources, at }: LetterContext): Place {
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
  const key = (['url', 'image'] as const).find((name) => settings[name] === address);
  return key === undefined ? { file: `${theme.file}/layout.mjml` } : (at?.([key]) ?? {});
}

/** Where an address is written: as it is, as a person reads it, or as HTML has it. Of a local picture, its name. */
function lineIn(source: string, address: string): Place {
  const name = URL.parse(address)?.pathname.split('/').at(-1);
  const spellings = [address, readable(address), escapeXml(address), ...(name?.includes('.') ? [readable(name)] : [])];
  const found = spellings.find((one) => one !== '' && source.includes(one));
  if (found === undefined) return {};
  const start = source.indexOf(found);
  return positionOf(source, start, start + found.length);
}

function lineOf(origin: Origin | undefined): Place | undefined {
  return origin && { file: origin.file, line: origin.line };
}
