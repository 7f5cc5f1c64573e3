import type { Attachment, Image, LocalFile, Origin } from './article.ts';

/** The folder of their files, relative to the publication. */
export const sitePagesFolder = 'pages';

/** A page of the site that is no article, such as "About": in no feed, no list and no letter. */
export interface SitePage {
  /** Absolute, below the publication's `url`. */
  readonly url: string;
  /** Its file, relative to the output, with `/`. */
  readonly path: string;
  readonly title: string;
  readonly summary?: string;
  /** A sanitised XHTML fragment with absolute addresses. */
  readonly content: string;
  /** BCP 47. */
  readonly language: string;
  readonly image?: Image;
  readonly attachments?: readonly Attachment[];
  /** Plain text: a disclaimer. */
  readonly notice?: string;
  /** Pictures and attachments that are copied next to it. */
  readonly files: readonly LocalFile[];
  readonly origin: Origin;
}

/** A link in the header of every page. */
export interface NavigationLink {
  readonly label: string;
  /** Absolute. */
  readonly url: string;
}
