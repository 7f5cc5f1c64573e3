import { z } from 'zod';
import { articleShape } from '../../model/article-shape.ts';
import type { Locate } from '../../model/problem.ts';
import { type Checked, checkValue, wholePath } from '../../model/schema.ts';
import { frontShape, fullAddress, optional, perTimezone } from './front-matter.ts';

/** Checks an article as a program gives it. Each problem names the field. */
export function checkRecord(value: unknown, timezone: string, at: Locate): Checked<RecordFields> {
  return checkValue(value, schemaFor(timezone), at, wholePath);
}

/** Of a manuscript what an article has, too: what only the lock asks for is left out. */
export function fieldsOfArticle(manuscript: object): object {
  return Object.fromEntries(Object.entries(manuscript).filter(([field]) => Object.hasOwn(articleShape, field)));
}

export type RecordFields = z.output<ReturnType<typeof schemaFor>>;

const isMissing = { error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : 'must be text') };
const markup = z.string(isMissing).optional();

const schemaFor = perTimezone((timezone) => {
  // Front matter alone has paths: a program knows the address.
  const { date: _, permalink: _permalink, path: _path, redirects: _redirects, ...front } = frontShape(timezone);
  const instant = z.preprocess(
    (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value),
    frontShape(timezone).date,
  );
  const { section, image, attachments, extensions } = articleShape;
  return z
    .strictObject({
      ...front,
      url: optional(fullAddress),
      section,
      title: z.string(isMissing).trim().min(1, 'is empty'),
      html: markup,
      markdown: markup,
      text: markup,
      published: instant.refine((date) => date !== undefined, 'is missing').transform((date) => date!),
      updated: instant,
      image,
      attachments,
      extensions,
      origin: z.string().optional(),
    })
    .superRefine(({ html, markdown, text, published, updated }, context) => {
      if (updated !== undefined && Date.parse(updated) < Date.parse(published))
        context.addIssue({ code: 'custom', path: ['updated'], message: 'is before the date of publication' });
      const given = [html, markdown, text].filter((one) => one !== undefined).length;
      if (given === 1) return;
      const message = given === 0 ? 'is missing' : 'is given in several forms';
      const params = { hint: 'Give the content as one of html, markdown and text.' };
      context.addIssue({ code: 'custom', path: ['html'], message, params });
    });
});
