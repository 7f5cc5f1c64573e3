import { type FittedLetter, fitLetter } from '../../email/budget.ts';
import { localFilesIn } from '../../email/issue.ts';
import type { LetterPictures, PicturesOfLetter } from '../../email/letter-pictures.ts';
import type { SkeletonStore } from '../../email/skeleton-memory.ts';
import type { Theme } from '../../email/theme.ts';
import { routesOf, type TagWay } from '../../email/variant.ts';
import type { Issue } from '../../model/issue.ts';
import type { Prepared } from '../prepare.ts';

/** An issue with all the letters that it becomes, and whom each of them is for. */
export interface FittedIssue extends FittedLetter {
  readonly issue: Issue;
  readonly theme: Theme;
  readonly ways: readonly TagWay[];
  readonly pictures: PicturesOfLetter;
}

/** The look of letters, with the layouts and the copies of pictures that builds have made. */
interface LookOfLetters {
  readonly theme: Theme;
  readonly skeletons: SkeletonStore;
  readonly pictures: LetterPictures;
}

/** Compiles every letter of an issue. Throws as `fitLetter` and `routesOf` do. */
export async function fitIssue(
  issue: Issue,
  { publication }: Prepared,
  { theme, skeletons, pictures }: LookOfLetters,
): Promise<FittedIssue> {
  const { variants, ways } = routesOf(issue, publication.settings);
  const own = pictures.of(issue.slug, issue.id, () => localFilesIn(issue));
  const fitted = await own.compile((renditions) =>
    fitLetter(issue, publication, theme, variants, { renditions, skeletons }),
  );
  return { ...fitted, issue, theme, ways, pictures: own };
}
