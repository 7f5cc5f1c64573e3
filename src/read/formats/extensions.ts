import { z } from 'zod';
import { stripNoCharacters } from '../../lib/escape.ts';
import type { Extension } from '../../model/article.ts';

const value = z
  .union([z.string(), z.number(), z.boolean()], 'must be text, a number, or true or false')
  .transform(String)
  .refine((text) => text === stripNoCharacters(text), 'holds a control character');

/** A name without a prefix (Namespaces in XML 1.0), as far as people write such names. */
const plainName = /^(?!xml)[\p{L}_][\p{L}\p{M}\p{N}_.-]*$/iu;

const attributes = z.record(
  z.string().refine((name) => plainName.test(name)),
  value,
);

const element = z.strictObject({ text: value.optional(), attributes: attributes.optional() });

const elements = z.union(
  [
    value.transform((text) => [{ text }]),
    element.transform((one) => [one]),
    z.array(z.union([value.transform((text) => ({ text })), element], 'must be a text, or a "text" and "attributes"')),
  ],
  'must be a text, a list of texts, or a "text" and "attributes"',
);

/** `extensions:` of an article: `prefix:name` → its value, in any of three forms. */
export const extensions = z
  .record(z.string(), elements)
  .superRefine((record, context) => {
    for (const name of Object.keys(record)) {
      const [prefix = '', local = '', ...rest] = name.split(':');
      if (/^[a-z][a-z0-9_-]*$/i.test(prefix) && plainName.test(local) && rest.length === 0) continue;
      const params = { hint: 'Write a prefix from tidings.yaml, a colon and a name, such as geo:lat.' };
      context.addIssue({ code: 'custom', path: [name], message: 'is not the name of an element', params });
    }
  })
  .transform((record) =>
    Object.entries(record).flatMap(([name, list]) => list.map((one) => ({ name, ...one }) as Extension)),
  );
