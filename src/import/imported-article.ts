import type { FrontAttachment, FrontImage } from '../read/formats/front-matter.ts';

/** An article of an archive, as every service's reader gives it. */
export interface ImportedArticle {
  readonly title: string;
  /** Under which feed readers know it: the old id as the service wrote it, or none where the archive does not say. */
  readonly oldId?: string;
  /** Where it was on the web: absolute addresses, the main one first. */
  readonly addresses: readonly string[];
  /** Its name in the old address, or empty. */
  readonly name: string;
  /** RFC 3339. */
  readonly date?: string;
  readonly updated?: string;
  readonly summary?: string;
  readonly authors: readonly string[];
  readonly tags: readonly string[];
  readonly image?: FrontImage;
  readonly attachments?: readonly FrontAttachment[];
  /** Nobody could read it, or not everybody: written only if wanted, and then as a draft. */
  readonly unpublished?: Unpublished;
  readonly format: 'html' | 'md';
  readonly body: string;
  /** The names of shortcodes and blocks whose content is not in the body. */
  readonly omitted: readonly string[];
}

/** Why an article was not public. A draft can be made of it. */
export const unpublished = [
  'draft',
  'pending',
  'scheduled',
  'private',
  'protected',
  'paid',
  'members',
  'email-only',
] as const;
export type Unpublished = (typeof unpublished)[number];

/** Why something of an archive becomes no article at all. */
export const unusable = [
  'trashed',
  'page',
  'other-type',
  'thread',
  'response',
  'without-text',
  'too-large',
  'too-deep',
  'twice',
  'removed',
] as const;

export type LeftOutReason = Unpublished | (typeof unusable)[number];

/** Something of the archive that is not taken. */
export interface LeftOut {
  readonly reason: LeftOutReason;
  readonly title: string;
}

/** The most bytes of an article's text: what the reader of articles takes, less room for its front matter. */
export const longestBody = 4_800_000;
