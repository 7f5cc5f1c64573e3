import type { IssueManuscript } from '../../read/issues/issue.ts';

type Look = Pick<IssueManuscript, 'theme' | 'data'>;

/**
 * The theme and its values of each issue. An edition has those of its issue where its file names none, value by value;
 * in a theme of its own it has no values of the other's.
 */
export function looksOf(manuscripts: readonly IssueManuscript[]): (manuscript: IssueManuscript) => Look {
  const bySlug = new Map(manuscripts.map((manuscript) => [manuscript.slug, manuscript]));
  return (manuscript) => {
    const { translationOf, data } = manuscript;
    const original = translationOf === undefined ? undefined : bySlug.get(translationOf);
    const theme = manuscript.theme ?? original?.theme;
    const taken = original?.theme === theme ? original?.data : undefined;
    const values = taken || data ? { ...taken, ...data } : undefined;
    return { ...(theme !== undefined && { theme }), ...(values && { data: values }) };
  };
}
