import type { Article } from '../model/article.ts';
import type { Issue, IssueItem } from '../model/issue.ts';
import { excerptOf } from '../model/opening.ts';
import type { Settings } from '../model/publication.ts';
import { linkIn } from '../model/ways-in.ts';
import { isolated } from '../strings/language.ts';
import type { Words } from '../strings/table.ts';
import { serverWordsFor } from '../strings/tables.ts';
import { type Node, printableLine } from './content.ts';
import { flowing } from './flowed.ts';
import { imageLabel } from './inline.ts';
import { isAlone } from './issue.ts';
import { attachmentLabel, bylineOf, dayOfLetter, viewLabel } from './labels.ts';
import { hanging, underlined, writeProse } from './prose.ts';
import { isDrawing } from './reduce.ts';
import type { Offered } from './sentinels.ts';
import type { ExtraText } from './theme-text.ts';

export interface TextOptions {
  readonly issue: Issue;
  readonly introduction: readonly Node[];
  /** The content of each article of the issue, in their order. */
  readonly contents: readonly (readonly Node[])[];
  /** Whether each of the contents ends with the way to the rest. */
  readonly endsEarly: readonly boolean[];
  readonly settings: Settings;
  readonly words: Words;
  readonly slots: Offered;
  /** The words that the theme adds around the articles. */
  readonly extra?: ExtraText;
}

/** A terminal's 80 columns, less room for quoting the letter a few times. */
const columns = 72;

/** Writes the text part of a letter from the records, for a person who reads mail in a terminal. */
export function writeText(options: TextOptions): string {
  const { issue, introduction, settings, words, extra } = options;
  const opening = writeProse(introduction, columns, words);
  const title = isolated(printableLine(settings.title), issue.language);
  const blocks = [
    paragraph([title, dayOfLetter(issue)].filter(Boolean).join(' · ')),
    isAlone(issue) ? [] : underlined(paragraph(issue.subject), '='),
    extra?.before.flatMap(extraLine) ?? [],
    opening.lines,
    numberedLinks(opening.links, words),
    ...writeItems(options),
    extra?.after.flatMap(extraLine) ?? [],
    writeFooter(options),
  ];
  return `${joined(blocks).join('\n')}\n`;
}

/** An article alone is the letter; several are listed first, numbered and set further apart. */
function writeItems({ issue, contents, endsEarly, words }: TextOptions): string[][] {
  const { url } = issue;
  if (isAlone(issue)) return [writeArticle(issue.items[0]!.article, contents[0] ?? [], { words, leadsTo: url })];
  const printed = issue.items.flatMap((item, index): Printed[] =>
    item.layout === 'headline' ? [] : [{ ...item, content: contents[index] ?? [], endsEarly: endsEarly[index]! }],
  );
  const items = printed.map((item, index) => {
    const { layout, content } = item;
    const title = printed.length > 1 ? `${index + 1}. ${item.article.title}` : item.article.title;
    const article = { ...item.article, title };
    if (layout === 'summary') return ['', ...writeSummary(article, words)];
    return ['', ...writeArticle(article, content, { words, leadsTo: item.endsEarly ? article.url : url })];
  });
  const list = printed.length > 1 ? writeContents(printed) : [];
  const headlines = issue.items.filter(({ layout }) => layout === 'headline');
  return [
    list.length > 0 ? [labelled(words.contents, words), ...list] : [],
    ...items,
    headlines.length > 0 ? ['', ...underlined(paragraph(words.moreOnTheWeb), '='), ...writeHeadlines(headlines)] : [],
  ];
}

interface Printed extends IssueItem {
  readonly content: readonly Node[];
  readonly endsEarly: boolean;
}

/** The numbered titles; dots mark an article that continues on the web. */
function writeContents(items: readonly Printed[]): string[] {
  const room = `${items.length}. `.length;
  return items.flatMap(({ article, layout, endsEarly }, index) => {
    const lines = paragraph(`${article.title}${layout === 'summary' || endsEarly ? ' …' : ''}`, columns - room);
    return hanging(lines, `${index + 1}. `.padStart(room), ' '.repeat(room));
  });
}

function writeHeadlines(items: readonly IssueItem[]): string[] {
  return items.flatMap(({ article }) => [
    '',
    ...hanging(paragraph(article.title, columns - 2), '- ', '  '),
    `  ${article.url}`,
  ]);
}

function writeSummary(article: Article, words: Words): string[] {
  return joined([
    underlined(paragraph(article.title), '='),
    paragraph(excerptOf(article)),
    [...paragraph(bylineOf(article, words)), `${words.continueReading}${words.colon}${article.url}`],
  ]);
}

/** `leadsTo` is an address that the letter gives elsewhere: in its footer, or at the end of an article that is cut. */
function writeArticle(
  article: Article,
  content: readonly Node[],
  { words, leadsTo }: { readonly words: Words; readonly leadsTo: string },
): string[] {
  const { lines, links } = writeProse(content, columns, words);
  const numbers = new Map(links.map((url, index) => [url, index + 1]));
  const numbered = (label: string, url: string) => {
    const number = numbers.get(url) ?? numbers.size + 1;
    numbers.set(url, number);
    return `${label} [${number}]`;
  };
  const { image, source, attachments } = article;
  const origin = source && numbered(words.firstPublishedBy(printableLine(source.name)), source.url);
  const files = attachments.flatMap((attachment) =>
    hanging(paragraph(numbered(attachmentLabel(attachment), attachment.url), columns - 2), '- ', '  '),
  );
  // A drawing is already in the content, as a link.
  const lead = image && !isDrawing(image) ? image : undefined;
  return joined([
    underlined(paragraph(article.title), '='),
    paragraph(article.summary),
    paragraph(bylineOf(article, words)),
    [...paragraph(lead?.alt && imageLabel(printableLine(lead.alt), words)), ...paragraph(lead?.caption)],
    lines,
    paragraph(origin),
    files.length > 0 ? [labelled(words.attachments, words), ...files] : [],
    paragraph(article.notice),
    numberedLinks([...numbers.keys()], words),
    article.url === leadsTo ? [] : [`${words.readOnTheWeb}${words.colon}${article.url}`],
  ]);
}

function numberedLinks(links: readonly string[], words: Words): string[] {
  return links.length > 0 ? [labelled(words.links, words), ...links.map((url, index) => `[${index + 1}] ${url}`)] : [];
}

/** A label above its lines. */
function labelled(label: string, { colon }: Words): string {
  return (label + colon).trimEnd();
}

/** The footer after `-- `, which mail programs treat as the start of a signature (RFC 3676, section 4.3). */
function writeFooter({ issue, settings, words, slots }: TextOptions): string[] {
  const line = (label: string, slot: string | null) => (slot === null ? [] : [label + words.colon + slot]);
  const { address } = settings.newsletter;
  return [
    '-- ',
    ...writeEditor(issue, settings, words),
    ...paragraph(words.why(printableLine(settings.title))),
    // The length of a slot's value is unknown, so it gets a line of its own.
    words.sentTo(slots.email),
    '',
    ...line(viewLabel(issue, settings, words), slots.viewUrl),
    ...line(words.preferences, slots.preferencesUrl),
    ...(slots.unsubscribeUrl === null
      ? paragraph(words.unsubscribeByReply)
      : line(words.unsubscribe, slots.unsubscribeUrl)),
    ...line(words.forwarded, linkIn(settings, serverWordsFor(issue.language).join) ?? null),
    ...(address === undefined ? [] : ['', ...address.split('\n').flatMap((part) => paragraph(part))]),
  ];
}

/** The person who writes, and that answers reach them. */
function writeEditor({ language }: Issue, { newsletter }: Settings, words: Words): string[] {
  const { editor, replyTo, from } = newsletter;
  if (!editor) return [];
  const isReached = (replyTo ?? from) !== undefined;
  const lines = [isolated(printableLine(editor.name), language), isolated(printableLine(editor.line ?? ''), language)];
  return [...lines.flatMap((line) => paragraph(line)), ...(isReached ? paragraph(words.reply) : []), ''];
}

/** A line of the theme; an empty one stays empty. */
function extraLine(line: string): string[] {
  return line === '' ? [''] : paragraph(line);
}

/** Text of a record, wrapped; no lines if there is none. */
function paragraph(text: string | undefined, width = columns): string[] {
  const line = printableLine(text ?? '').replace(/\u00ad/g, '');
  return line === '' ? [] : flowing(line, width);
}

function joined(blocks: readonly (readonly string[])[]): string[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}
