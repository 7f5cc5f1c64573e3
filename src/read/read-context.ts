import type { Article } from '../model/article.ts';
import type { Ground } from './disk.ts';
import type { Front } from './formats/front-matter.ts';
import type { Memory } from './memory.ts';

export interface ReadContext extends Ground {
  /** Pattern by which a last paragraph becomes the notice; absent if turned off. */
  readonly noticePattern?: RegExp;
  /** `title` for a single file that is built without a publication. */
  readonly slugFrom: 'file' | 'title';
  /** The dates of articles that were published before, by the paths of their files. */
  readonly dates?: ReadonlyMap<string, string>;
  /** The folder of hand-made issues, relative to `root`; absent if none are read. */
  readonly issues?: string;
  /** The results of earlier runs in the same context. */
  readonly memory?: Memory;
  /** Keys that are understood and say nothing in these files, with the words for where: a warning says so. */
  readonly unused?: { readonly keys: readonly (keyof Front)[]; readonly where: string };
  /** Articles that links may name as well: by their files, relative to `root`. */
  readonly others?: ReadonlyMap<string, Pick<Article, 'url' | 'slug'>>;
  /** Set where the folder of articles may be missing: they come from elsewhere, too. */
  readonly isOptional?: boolean;
}
