import { z } from 'zod';

/** Built-in slots of letters; `name` may be declared, to give it a fallback. */
const reserved: ReadonlySet<string> = new Set(['email', 'unsubscribeUrl', 'preferencesUrl', 'viewUrl', 'tag']);

const fallback = z
  .string('must be text')
  .trim()
  .max(200, 'is longer than 200 characters')
  .refine((value) => !/[\p{Cc}\u2028\u2029]/u.test(value), 'must be one line without control characters');

const field = z
  .strictObject({
    fallback: fallback.optional(),
    maxLength: z.int().min(1, 'must be at least 1').max(500, 'is more than 500').optional(),
  })
  .superRefine(({ fallback, maxLength = 64 }, context) => {
    if (fallback === undefined || fallback.length <= maxLength) return;
    const hint = `Shorten it, or write "maxLength: ${fallback.length}".`;
    context.addIssue({ code: 'custom', path: ['fallback'], message: 'is longer than maxLength', params: { hint } });
  });

/** The fields of subscribers that letters can name, under `newsletter` in `tidings.yaml`. */
export const fields = z
  .record(
    z.string(),
    z.preprocess((value) => value ?? {}, field),
  )
  .superRefine((declared, context) => {
    for (const name of Object.keys(declared)) {
      const refuse = (message: string, hint: string) =>
        context.addIssue({ code: 'custom', path: [name], message, params: { hint } });
      if (!/^[a-z][a-z0-9_]*$/i.test(name))
        refuse('is not the name of a field', 'Use letters, digits and _, such as first_name.');
      // Every object has such words: constructor, toString.
      else if (name in Object.prototype) refuse('cannot be the name of a field', 'Give the field another name.');
      else if (reserved.has(name)) refuse('is there in every letter', 'Give the field another name.');
    }
  })
  .optional();
