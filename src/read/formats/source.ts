import type { Locate, Problem } from '../../model/problem.ts';
import type { Generator, Settings } from '../../model/publication.ts';
import type { Revealed } from './dialects/reveal.ts';
import type { Dialect } from './dialects/shield.ts';
import type { Front } from './front-matter.ts';
import type { Leftover } from './leftovers.ts';

/** A file of articles as it was found. */
export interface SourceFile {
  /** Its absolute path, from which relative paths start. */
  readonly absolute: string;
  /** Relative to the publication, with `/`. */
  readonly path: string;
  /** Relative to the folder of articles, with `/`. */
  readonly name: string;
  /** As messages name it. */
  readonly display: string;
  /** One of the keys of `limits`, such as `.md`. */
  readonly ending: string;
  /** RFC 3339. */
  readonly modified: string;
}

/** The text below the front matter, or the content of a record. */
export interface Body {
  readonly title?: string;
  /** Counted from 1, in the text of the body. */
  readonly titleLine?: number;
  readonly summary?: string;
  readonly notice?: string;
  /** The names of footnotes that nothing refers to; they stand nowhere. */
  readonly unusedNotes?: readonly string[];
  /** Markup of other programs that readers would see. */
  readonly leftovers?: readonly Leftover[];
  /** The outcome for the markup of other programs. */
  readonly foreign?: Revealed;
  readonly content: Content;
}

/** How markup of other programs is read in an article. */
export interface Foreign {
  readonly dialect: Dialect;
  readonly site: Pick<Settings, 'url' | 'title' | 'language'>;
  /** Unknown markup is published as text. */
  readonly keeps: boolean;
  /** Set if there are no other articles that could be named. */
  readonly alone?: true;
}

/** `xhtml` is finished; `html` has yet to be cleaned. */
export type Content = { readonly xhtml: string } | { readonly html: string };

/** One article as any format gives it, before its place on the web is known. */
export interface ParsedArticle {
  readonly front: Front;
  readonly body: Body;
  /** The body as written, over which the hash is made. */
  readonly source: string;
  /** The base of the slug if the front matter gives none: the file's name; absent if the title is used. */
  readonly name?: string;
  /** The date that the file's name gives, RFC 3339. */
  readonly nameDate?: string;
  /** The position of the title, or where it should be. */
  readonly titlePlace: ReturnType<Locate>;
  /** Set if the file holds several articles. */
  readonly several?: true;
  /** Set if its front matter has errors: the rest is read for its own problems, and makes no article. */
  readonly refused?: true;
  /** Set for HTML without front matter, which may be a page that another article offers. */
  readonly bare?: true;
  /** Set if the content came from the web: what its relative addresses are relative to. Else they name local files. */
  readonly webBase?: string;
  /** The place of a key. */
  readonly at: Locate;
  /** The place of some text in a line of the body, counted from 1. */
  readonly atLine?: (line: number, text: string) => ReturnType<Locate>;
  /** The place where the content names a file or an address for the given time, counted from 0. */
  readonly atReference: (value: string, count: number) => ReturnType<Locate>;
}

/** The parsed articles of one file; a problem of one does not affect the others. */
export interface ParsedArticles {
  readonly drafts: readonly ParsedArticle[];
  readonly problems: readonly Problem[];
}

export interface ReadOptions {
  readonly timezone: string;
  /** Pattern by which a last paragraph becomes the notice; absent if turned off. */
  readonly noticePattern?: RegExp;
  readonly settings: Pick<Settings, 'url' | 'title' | 'language' | 'foreign' | 'typography'>;
  /** The base of the slug of a file with a single article. */
  readonly slugFrom: 'file' | 'title';
  /** Whether unknown keys in front matter are errors. */
  readonly isStrict?: boolean;
  /** The program that the site is made by, where its words differ from those of others. */
  readonly generator?: Generator;
}
