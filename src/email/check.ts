import type { Origin } from '../article.ts';
import type { Issue } from '../issue.ts';
import { escapeXml } from '../lib/escape.ts';
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
export interface About {
  readonly settings: Settings;
  readonly issue: Issue;
  readonly theme: Pick<Theme, 'file'>;
  /** The bytes of its HTML once every slot has the longest value that it can take. */
  readonly longest: number;
  /** The message as a person would type its file. */
  readonly file: string;
  /** Where a key of `tidings.yaml` stands; without it, problems of the settings have no place. */
  readonly at?: Locate;
}

/**
 * Holds a complete message to every rule that a newsletter has to keep with mail programs, receivers and the law.
 * Errors come first, then warnings, each at the file that mends it. Whatever the bytes are, it ends in a list.
 */
export async function checkMessage(bytes: Uint8Array, about: About): Promise<Problem[]> {
  const message = await parseMessage(bytes);
  const findings = message ? findAll(message, about) : [unreadable];
  const problems = findings.map((finding) => problemOf(finding, about));
  return problems.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/** A finding as a problem at the place where a person mends it. */
export function problemOf({ rule, message, hint, at }: Finding, about: About): Problem {
  return { severity: rules[rule], rule, message, hint, ...placeOf(at, about) };
}

function findAll(message: Message, { settings, issue, longest }: About): Finding[] {
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

function placeOf(spot: Spot, about: About): Place {
  const { issue, theme, file } = about;
  if ('setting' in spot) return placeOfSetting(spot.setting, about);
  if ('theme' in spot) return { file: `${theme.file}/${spot.theme}` };
  if ('line' in spot) return { file, line: spot.line };
  if ('address' in spot) return placeOfAddress(spot.address, about);
  return lineOf(issue.origin ?? issue.items[0]?.article.origin) ?? { file };
}

/** A key under `newsletter`; the section, if it is not there. */
function placeOfSetting(key: keyof NewsletterSettings, { settings, at }: About): Place {
  const path = settings.newsletter[key] === undefined ? ['newsletter'] : ['newsletter', key];
  return at?.(path, 'key') ?? {};
}

/** The article, the introduction or the setting that an address stands in; else the theme wrote it. */
function placeOfAddress(address: string, { issue, settings, theme, at }: About): Place {
  const { items, introduction, origin } = issue;
  const written = `"${escapeXml(address)}"`;
  if (introduction?.includes(written)) return lineOf(origin) ?? {};
  const holder = items.find(
    ({ article: { content, url, image, attachments, source } }) =>
      content.includes(written) ||
      [url, image?.url, source?.url, ...attachments.map((one) => one.url)].includes(address),
  );
  if (holder) return lineOf(holder.article.origin)!;
  const key = (['url', 'image'] as const).find((name) => settings[name] === address);
  return key === undefined ? { file: `${theme.file}/layout.mjml` } : (at?.([key]) ?? {});
}

function lineOf(origin: Origin | undefined): Place | undefined {
  return origin && { file: origin.file, line: origin.line };
}
