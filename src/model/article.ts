import type { FeedIds } from './feed-ids.ts';

export interface Author {
  readonly name: string;
  readonly url?: string;
  /** Present only if the author chose to publish it. */
  readonly email?: string;
}

export interface Image {
  /** Absolute. */
  readonly url: string;
  /** Alternative text for people who cannot see it; empty for decoration. */
  readonly alt: string;
  /** In pixels. */
  readonly width?: number;
  readonly height?: number;
  /** A media type, such as `image/jpeg`. */
  readonly type?: string;
  /** In bytes. */
  readonly length?: number;
  readonly caption?: string;
}

export interface Attachment {
  readonly url: string;
  readonly type: string;
  /** In bytes. */
  readonly length?: number;
  readonly title?: string;
  /** In seconds. */
  readonly duration?: number;
}

/** An element of another vocabulary that an article carries into its feeds. */
export interface Extension {
  /** Prefix and name, such as `geo:lat`; the prefix is one of `feeds.namespaces` in the settings. */
  readonly name: string;
  readonly text?: string;
  /** By names without a prefix. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A local image or attachment that is published with its article. */
export interface LocalFile {
  /** Where it goes, relative to the output folder, with `/`. */
  readonly path: string;
  /** Where it lies, an absolute path. */
  readonly source: string;
}

/** Where a record came from, for messages. */
export interface Origin {
  /** The file as the person would type it. */
  readonly file: string;
  /** The line of the title, counted from 1. */
  readonly line: number;
}

/** One article, complete and checked: the input of every renderer. */
export interface Article extends FeedIds {
  /** A URI that never changes, kept byte for byte. */
  readonly id: string;
  /** May be a path of several parts with `/`. Another article may have the same at another address. */
  readonly slug: string;
  /** The folder below that of the articles, with `/`; absent where there is none. */
  readonly section?: string;
  /** The article's address on the web. Its page lies there, if it is below the publication's `url`. */
  readonly url: string;
  /** The path of its page below the publication's `url`, where the address is on another site; of the permalink, if absent. */
  readonly page?: string;
  /** Plain text, never empty. */
  readonly title: string;
  /** Plain text: the dek. */
  readonly summary?: string;
  /**
   * A sanitised XHTML fragment: well-formed XML (no entities but XML's own five), elements of HTML without a prefix,
   * every URL absolute, no character that XML 1.0 forbids. It holds neither title, summary, lead image nor notice.
   * A build may read it from its cache when it is asked for.
   */
  readonly content: string;
  /** RFC 3339 with an offset, such as `2026-11-23T09:00:00+01:00`. */
  readonly published: string;
  /** The same shape; never before `published`. */
  readonly updated: string;
  /** At least one. */
  readonly authors: readonly Author[];
  /** BCP 47. */
  readonly language: string;
  readonly tags: readonly string[];
  /** The lead image. */
  readonly image?: Image;
  readonly attachments: readonly Attachment[];
  /** The site that published it first. */
  readonly source?: { readonly name: string; readonly url: string };
  /**
   * Set for an entry in somebody else's feed. Letters show its title and summary and lead to its address; it has neither
   * a page nor a letter of its own, and no place in feeds.
   */
  readonly foreign?: true;
  /** Plain text: a disclaimer that ends every rendering. */
  readonly notice?: string;
  /** In their order; names may repeat. */
  readonly extensions?: readonly Extension[];
  readonly draft: boolean;
  readonly files: readonly LocalFile[];
  readonly origin: Origin;
  /** A hash of the file's content, by which a build recognises unchanged articles. Records made by hand need none. */
  readonly fingerprint?: string;
}

/** A record that `check` takes: what it does not hold is filled in. */
export type ArticleRecord = Omit<Article, 'attachments' | 'draft' | 'files' | 'origin'> &
  Partial<Pick<Article, 'attachments' | 'draft' | 'files' | 'origin'>>;

/** An article as its file gives it, before the lock has settled its identity and dates. */
export interface Manuscript extends Omit<Article, 'id' | 'published' | 'updated'> {
  readonly id?: string;
  readonly published?: string;
  readonly updated?: string;
  /** Former paths of this site, percent-encoded, that lead to it. */
  readonly redirects?: readonly string[];
  /** Relative to the publication with `/`; `data.json#slug` where one file holds several records. The lock's key. */
  readonly path: string;
  /** SHA-256, hexadecimal, of the normalised source (NFC, LF) of title, summary, body, image and authors. */
  readonly hash: string;
  /** The same of the body alone, without title; absent if there is no text. */
  readonly bodyHash?: string;
  /** When its file was last changed, RFC 3339: the date of last resort. */
  readonly modified: string;
}
