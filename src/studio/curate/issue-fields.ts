import { z } from 'zod';
import { ProblemError } from '../../model/problem.ts';
import type { IssueFields, ListedArticle } from '../../publish/issues/edit-issue.ts';
import { frontDate } from './wall-clock.ts';

const words = z.string().max(100_000);
const layout = z.enum(['', 'full', 'summary', 'headline']);

/** The form of an issue, as the page sends it. */
const issueForm = z.strictObject({
  subject: words,
  preheader: words,
  introduction: z.string().max(2_000_000),
  day: words,
  time: words,
  layout,
  theme: words,
  draft: z.boolean(),
  articles: z
    .array(z.strictObject({ slug: words, id: words, layout }))
    .max(10_000)
    .optional(),
});

export type IssueForm = z.infer<typeof issueForm>;

/** @throws ProblemError if it is not what the page sends. */
export function formFrom(value: unknown): IssueForm {
  const { success, data } = issueForm.safeParse(value);
  if (success) return data;
  const hint = 'Load the page anew. If that does not help, please report it.';
  throw new ProblemError([{ severity: 'error', rule: 'edit', message: 'the form cannot be read', hint }]);
}

/** What an editor wants, with the articles of the file that they mean. */
export function fieldsFrom({ day, time, articles, ...form }: IssueForm, current: IssueFields): IssueFields {
  const free = [...(current.articles ?? [])];
  const listed = articles?.map(({ slug, id, layout }): ListedArticle => {
    const index = free.findIndex((one) => (one.slug ?? '') === slug && (one.id ?? '') === id);
    const [known] = index === -1 ? [] : free.splice(index, 1);
    return {
      ...(known?.old !== undefined && { old: known.old }),
      ...(slug !== '' && { slug }),
      ...(id !== '' && { id }),
      ...(layout !== '' && { layout }),
    };
  });
  return {
    ...form,
    subject: oneLined(form.subject),
    preheader: oneLined(form.preheader),
    date: frontDate(day, time),
    ...(listed && { articles: listed }),
  };
}

function oneLined(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
