import type { Article, LocalFile, Origin } from './article.ts';
import type { DataValue } from './data-value.ts';

/** The content of one letter: a single article, or several that an editor put together. */
export interface Issue {
  /** A URI that never changes; of an article by itself, the article's. */
  readonly id: string;
  readonly slug: string;
  /** Plain text in one line. */
  readonly subject: string;
  /** Plain text in one line, which an inbox shows after the subject. It may be empty. */
  readonly preheader: string;
  /** BCP 47. */
  readonly language: string;
  readonly kind?: IssueKind;
  /** Present on a letter that is no news: it goes to each reader by itself, and no list or feed of issues has it. */
  readonly sendOn?: Occasion;
  /** The theme of its letters, where it is not that of the publication. */
  readonly theme?: string;
  /** Values for what its theme declares under `data`; they come before those of the publication. */
  readonly data?: Readonly<Record<string, DataValue>>;
  /** The slug of the hand-made issue that this one is the edition of in another language. */
  readonly translationOf?: string;
  /** RFC 3339 with an offset. */
  readonly date: string;
  /** The editor's introduction before the articles: a sanitised XHTML fragment, like an article's content. */
  readonly introduction?: string;
  /** In the order of the letter. A letter that is all introduction has none. */
  readonly items: readonly IssueItem[];
  /** The web page of the letter. */
  readonly url: string;
  /** Pictures and files of the introduction, published together with the letter. */
  readonly files?: readonly LocalFile[];
  /**
   * Where a hand-made issue was written. Its subject, preheader and introduction may hold slots; in an article by
   * itself, which has no origin here, braces are text.
   */
  readonly origin?: Origin;
}

export interface IssueItem {
  readonly article: Article;
  readonly layout: ItemLayout;
}

/** A digest also goes to readers who want nothing but digests. */
export type IssueKind = 'digest';

/** When a letter that has no day goes to a reader: as soon as they have confirmed that they want to get letters. */
export type Occasion = 'confirmed';

/** How much of an article a letter holds: all, title and summary, or the title alone among links to the web. */
export type ItemLayout = 'full' | 'summary' | 'headline';
