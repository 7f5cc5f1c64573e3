import { decodeHTMLStrict } from 'entities';
import { oneLine } from '../../lib/escape.ts';
import { readable } from '../../lib/uri.ts';
import type { Article, Attachment } from '../../model/article.ts';
import { excerptOf } from '../../model/opening.ts';
import type { ProblemText } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import { contentOf } from '../content.ts';
import { embeddedIn, siteLabels } from './embedded.ts';

/** The findings for one article by itself. */
export function findingsOf(article: Article, settings: Settings): ProblemText[] {
  return [
    ...ofTitle(article),
    ...ofSummary(article, settings),
    ...ofTags(article),
    ...ofAttachments(article.attachments),
    ...ofEmbedded(article, settings),
    ...ofSize(article, settings),
  ];
}

/** The text without differences of case, spacing and final punctuation, for finding duplicates. */
export function folded(text: string): string {
  return oneLine(text.normalize('NFC').toLowerCase()).replace(/[.!?…。！？]+$/u, '');
}

/** The size of an article's markup in a feed, in bytes. */
export function feedBytesOf(article: Article): number {
  return Buffer.byteLength(contentOf(article));
}

export function inUnits(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** In characters: article lists of feed readers cut longer titles, most of them earlier. */
const longestTitle = 120;

function* ofTitle({ title }: Article): Generator<ProblemText> {
  const length = [...title].length;
  if (length > longestTitle) {
    yield {
      rule: 'long-title',
      message: `the title has ${length} characters`,
      hint: `Lists of articles cut it, and nobody sees its end. Say it in less than ${longestTitle}, and the rest in the summary.`,
    };
  }
  if (!/[\p{L}\p{N}]/u.test(title)) {
    yield {
      rule: 'wordless-title',
      message: `the title "${title}" holds neither letter nor digit`,
      hint: 'A reader lists articles by their titles, and its search and a screen reader go by words. Add one.',
    };
  }
  const markup = title.match(/<\/?[a-z][a-z0-9]*(\s[^<>]*)?\/?>|&#?\w+;/gi)?.find(isMarkup);
  if (markup !== undefined) {
    yield {
      rule: 'title-markup',
      message: `the title holds ${markup}`,
      hint: 'A title is plain text: some readers show this as written, others take it for HTML and show something else. Write the words and characters themselves.',
    };
  }
}

/** A tag or a character reference; `R&D;` is neither. */
function isMarkup(piece: string): boolean {
  return piece.startsWith('<') || decodeHTMLStrict(piece) !== piece;
}

function* ofSummary(article: Article, { feeds }: Settings): Generator<ProblemText> {
  const { title, summary } = article;
  if (summary && folded(summary) === folded(title)) {
    yield {
      rule: 'summary-repeats',
      message: 'the summary says what the title says',
      hint: 'Readers show one below the other. Say more, or take the summary out.',
    };
  }
  if (feeds.summaries && excerptOf(article) === '') {
    yield {
      rule: 'no-summary',
      message: 'there is neither a summary nor a paragraph of text',
      hint: 'In the feeds with summaries the article is a title alone. Add "summary" to it.',
    };
  }
}

/** Miniflux truncates longer ones. */
const mostTags = 60;

function* ofTags({ tags }: Article): Generator<ProblemText> {
  if (tags.length <= mostTags) return;
  yield {
    rule: 'many-tags',
    message: `the article has ${tags.length} tags`,
    hint: `Miniflux keeps ${mostTags} of them, and every tag has feeds of its own. Keep those that people would follow.`,
  };
}

function* ofAttachments(attachments: readonly Attachment[]): Generator<ProblemText> {
  const [first] = attachments;
  if (!first) return;
  const played = attachments.find(isPlayed);
  if (played && !isPlayed(first)) {
    yield {
      rule: 'attachment-order',
      message: `${nameOf(played.url)} is not the first attachment`,
      hint: 'RSS has room for one enclosure, which is the first, and podcast apps play nothing else. Move it to the top of the list.',
    };
  }
  if (!first.length) {
    yield {
      rule: 'attachment-length',
      message: `the length of ${nameOf(first.url)} is not known`,
      hint: 'RSS demands it and says 0 instead, so podcast apps cannot tell how large the download is. Add "length" in bytes.',
    };
  }
  for (const { url } of attachments.filter(({ type }) => type === 'application/octet-stream')) {
    yield {
      rule: 'unknown-type',
      message: `${nameOf(url)} is of no known type`,
      hint: 'Readers offer neither to play nor to open it. Add "type", such as audio/mpeg.',
    };
  }
  for (const { url } of attachments.filter((attachment) => isPlayed(attachment) && !attachment.duration)) {
    yield {
      rule: 'no-duration',
      message: `the duration of ${nameOf(url)} is not known`,
      hint: 'Readers cannot show how long it plays before they load it. Add "duration", such as 12:34.',
    };
  }
}

function isPlayed({ type }: Attachment): boolean {
  return /^(audio|video)\//i.test(type);
}

function* ofEmbedded({ image, attachments, content }: Article, { url }: Settings): Generator<ProblemText> {
  const { media, players, links } = embeddedIn(content);
  const addresses = [...(image ? [image.url] : []), ...attachments.map((attachment) => attachment.url), ...media];
  const [first, ...others] = new Set(addresses.filter((address) => /^http:/i.test(address)));
  // A site without https gets one finding of its own.
  if (first !== undefined && /^https:/i.test(url)) {
    yield {
      rule: 'insecure-media',
      message: `${nameOf(first)}${others.length > 0 ? ` and ${others.length} more` : ''} would be loaded over http`,
      hint: 'A reader that runs in a browser asks for it over https and shows nothing if that fails. Write https: if its server can, else keep a copy next to the article.',
    };
  }
  const linked = new Set(links.map(siteLabels));
  const lost = players.map(siteLabels).find((site) => site !== '' && !linked.has(site));
  if (lost !== undefined) {
    yield {
      rule: 'player',
      message: `nothing links to what the player of ${lost} shows`,
      hint: 'Many readers leave players out: Miniflux keeps those that it knows, rss2email none. Put a link to the page of the film or sound below it.',
    };
  }
}

function ofSize(article: Article, { feeds: { maxBytes } }: Settings): ProblemText[] {
  const bytes = feedBytesOf(article);
  if (bytes <= maxBytes / 4) return [];
  return [
    {
      rule: 'large-article',
      message: `the article takes ${inUnits(bytes)} of the ${inUnits(maxBytes)} that a feed may have`,
      hint: 'The feeds hold fewer articles for it, and some readers stop at 512 kB. Publish it in parts, or attach what is long.',
    },
  ];
}

/** An address, shortened for a message. */
function nameOf(address: string): string {
  const name = readable(address);
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}
