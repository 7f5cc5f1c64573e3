import { losses } from '../../clean/account.ts';
import { clean } from '../../clean/html.ts';
import { omissions } from '../../clean/omissions.ts';
import { placeOf } from '../../lib/place.ts';
import type { LocalFile } from '../../model/article.ts';
import type { Locate, Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import type { slotKinds } from '../../model/slot.ts';
import { foreignMarkup, undescribed } from '../content-warnings.ts';
import { readMarkdown } from '../formats/markdown.ts';
import type { SourceFile } from '../formats/source.ts';
import type { Parts } from '../formats/split.ts';
import { typographic } from '../formats/typography.ts';
import { mentioned } from '../parse.ts';
import { type ReferenceLookup, Resolver } from '../resolver.ts';
import { insertPlaceholders } from './slot-placeholders.ts';
import { problemsInBody } from './slot-problems.ts';

/** Names already taken in the folder of a letter. */
const taken = ['index.html', 'email.html', 'email.txt', 'email.mjml', 'message.eml'];

/** Where it is. */
interface Place {
  /** All that the file says. */
  readonly text: string;
  readonly file: SourceFile;
  readonly url: string;
  readonly slug: string;
  readonly language: string;
  readonly disk: ReferenceLookup & { readonly settings: Pick<Settings, 'typography'> };
  readonly kinds: ReturnType<typeof slotKinds>;
}

export interface Introduction {
  readonly subject?: string;
  /** A sanitised XHTML fragment; empty if there is nothing to say. */
  readonly content: string;
  readonly files: readonly LocalFile[];
  readonly problems: readonly Problem[];
}

/** The text below the front matter of an issue: its introduction, and its subject if a heading opens the text. */
export async function readIntroduction(
  parts: Parts,
  title: string | undefined,
  { text, file, url, slug, language, disk, kinds }: Place,
): Promise<Introduction> {
  const shielded = insertPlaceholders(parts.body, (name) => kinds.get(name)?.type === 'url');
  const setting = disk.settings.typography ? language : undefined;
  const read = readMarkdown(shielded.text, title === undefined ? {} : { title }, undefined, undefined, setting);
  const subject = read.title !== undefined && setting ? typographic(read.title, setting) : read.title;
  const html = 'html' in read.content ? read.content.html : read.content.xhtml;
  const mention = (value: string, count: number) => mentioned(text, parts, file, shielded.reveal(value), count);
  const cleaned = clean(html, { url, language });
  if ('fault' in cleaned) return { content: '', files: [], problems: [unclean(cleaned.fault, file)] };
  const settler = new Resolver(
    { file: file.absolute, url, folder: `issues/${slug}/`, taken, isIssue: true as const },
    disk,
  );
  const { xhtml, source } = shielded.restore(await settler.content(cleaned, (value) => mention(value, 0)));
  const pictures = cleaned.undescribed.map(({ value, count }) => undescribed(value, mention(value, count)));
  return {
    ...(subject !== undefined && { subject: shielded.reveal(subject) }),
    content: xhtml,
    files: settler.files,
    problems: [
      ...pictures,
      ...losses(cleaned.lost, mention),
      ...omissions(cleaned, mention),
      // Slots are shielded: what is found is none of ours.
      ...foreignMarkup(read.leftovers ?? [], ({ text: found }) => mention(found, 0)),
      ...settler.problems,
      ...shielded.adrift(html).map(({ tag, start }) => noAddress(tag, placeIn(parts, file, start, tag.length))),
      ...problemsInBody({ source, xhtml }, kinds, { parts, file: file.display }),
    ],
  };
}

function placeIn(parts: Parts, { display }: SourceFile, start: number, length: number): ReturnType<Locate> {
  const place = placeOf(parts.body, start, start + length);
  return { file: display, ...place, line: place.line + parts.linesBefore };
}

function noAddress(tag: string, place: ReturnType<Locate>): Problem {
  return {
    severity: 'error',
    rule: 'slot',
    message: `an address cannot begin with ${tag}, which is none itself`,
    hint: 'Write the address up to there, or a slot that is an address, such as {{ viewUrl }}.',
    ...place,
  };
}

function unclean(fault: string, { display }: SourceFile): Problem {
  const message = `the HTML cannot be read: ${fault}`;
  return {
    severity: 'error',
    rule: 'html',
    message,
    hint: 'Look for tags that are never closed.',
    file: display,
    line: 1,
  };
}
