import type { Article } from '../article.ts';
import type { Issue } from '../issue.ts';
import { wrap } from '../lib/wrap.ts';
import type { Settings } from '../publication.ts';
import { formatDate } from '../strings/language.ts';
import type { Words } from '../strings/words.ts';
import { type Node, oneLine } from './content.ts';
import { attachmentLabel, bylineOf } from './labels.ts';
import { hanging, underlined, writeProse } from './prose.ts';
import type { Sentinels } from './slots.ts';

export interface TextOptions {
  readonly issue: Issue;
  readonly introduction: readonly Node[];
  /** The content of each article of the issue, in their order. */
  readonly contents: readonly (readonly Node[])[];
  readonly settings: Settings;
  readonly words: Words;
  readonly slots: Sentinels;
}

/** What quoting a letter twice or more leaves of a terminal's 80 columns. */
const columns = 72;

/** Writes the text part of a letter from the records, for a person who reads mail in a terminal. */
export function writeText(options: TextOptions): string {
  const { issue, introduction, contents, settings, words } = options;
  const head = paragraph(`${settings.title} · ${formatDate(issue.date, issue.language)}`);
  const opening = writeProse(introduction, columns, words);
  const articles = issue.items.map(({ article }, index) => writeArticle(article, contents[index] ?? [], options));
  return `${joined([head, opening.lines, numberedLinks(opening.links, words), ...articles, writeFooter(options)]).join('\n')}\n`;
}

function writeArticle(article: Article, content: readonly Node[], { issue, words }: TextOptions): string[] {
  const { lines, links } = writeProse(content, columns, words);
  const numbered = (label: string, url: string) => {
    if (!links.includes(url)) links.push(url);
    return `${label} [${links.indexOf(url) + 1}]`;
  };
  const { image, source, attachments } = article;
  const origin = source && numbered(words.firstPublishedBy(source.name), source.url);
  const files = attachments.flatMap((attachment) =>
    hanging(wrap(numbered(attachmentLabel(attachment), attachment.url), columns - 2), '- ', '  '),
  );
  return joined([
    underlined(paragraph(article.title), '='),
    paragraph(article.summary),
    paragraph(bylineOf(article, words)),
    [...paragraph(image?.alt && `[${words.image}: ${image.alt}]`), ...paragraph(image?.caption)],
    lines,
    paragraph(origin),
    files.length > 0 ? [`${words.attachments}:`, ...files] : [],
    paragraph(article.notice),
    numberedLinks(links, words),
    // An issue of one article stands for its page, and the footer leads there.
    article.url === issue.url ? [] : [`${words.readOnTheWeb}: ${article.url}`],
  ]);
}

function numberedLinks(links: readonly string[], words: Words): string[] {
  return links.length > 0 ? [`${words.links}:`, ...links.map((url, index) => `[${index + 1}] ${url}`)] : [];
}

/** After `-- `, which mail programs know as the beginning of what is no part of the message (RFC 3676, section 4.3). */
function writeFooter({ settings, words, slots }: TextOptions): string[] {
  const labelled = (label: string, slot: string | null) => (slot === null ? [] : [`${label}: ${slot}`]);
  const { address } = settings.newsletter;
  return [
    '-- ',
    ...paragraph(words.why(settings.title)),
    // A slot's length is not known: it gets a line of its own.
    words.sentTo(slots.email),
    '',
    ...labelled(words.viewInBrowser, slots.viewUrl),
    ...labelled(words.preferences, slots.preferencesUrl),
    ...(slots.unsubscribeUrl === null
      ? paragraph(words.unsubscribeByReply)
      : labelled(words.unsubscribe, slots.unsubscribeUrl)),
    ...(address === undefined ? [] : ['', ...address.split('\n').flatMap(paragraph)]),
  ];
}

/** Text of a record, wrapped; no lines if there is none. */
function paragraph(text: string | undefined): string[] {
  const line = oneLine(text ?? '').replace(/\u00ad/g, '');
  return line === '' ? [] : wrap(line, columns);
}

function joined(blocks: readonly (readonly string[])[]): string[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}
