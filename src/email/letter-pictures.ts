import type { LocalFile } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import type { FittedLetter } from './budget.ts';
import type { RenditionOf } from './renditions.ts';

/** The pictures of letters: makes the copies that they show. */
export interface LetterPictures {
  /** The pictures of a letter, by the slug and the id of its issue, among the files of its articles. */
  of(slug: string, issue: string, files: () => readonly LocalFile[]): PicturesOfLetter;
}

export interface PicturesOfLetter {
  /** The facts that the letter follows from besides its records; complete once it was compiled. */
  readonly key: string;
  /** Compiles a letter until every copy that it shows is made. Where none can be made it shows the original. */
  compile(make: (renditions?: RenditionOf) => Promise<FittedLetter>): Promise<FittedLetter>;
  /** The copies that no letter before it has; complete once it was compiled. */
  readonly copies: readonly CopiedPicture[];
  /** The weight of the picture at an address, if the letter shows it and it is one of the files. */
  weigh(address: string): PictureWeight | undefined;
  /** Those of all pictures that it shows. */
  readonly weights: readonly PictureWeight[];
  /** The pictures that no copy can be made of, also where the letter was compiled by an earlier build. */
  readonly problems: readonly Problem[];
}

/** A file of the output; its path is relative to it. */
export interface CopiedPicture {
  readonly path: string;
  /** The file's bytes, or where they are; none if they are lost. */
  file(): Promise<LocalFile | { readonly path: string; readonly content: Uint8Array } | undefined>;
}

/** A picture as a letter shows it. */
export interface PictureWeight {
  readonly bytes: number;
  readonly isAnimated: boolean;
  /** The address of the original. */
  readonly original: string;
  /** Whether there would be a lighter copy, if sharp were installed. */
  readonly lacksCopy: boolean;
}
