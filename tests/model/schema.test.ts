import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkValue, languageTag, refined } from '../../src/model/schema.ts';

const schema = z.strictObject({
  word: refined(z.string(), (value) => !value.includes(' '), 'is not one word', 'Write one word.').optional(),
  language: languageTag(z.string()).optional(),
});
const nowhere = () => ({});

test.each([
  [{ word: 'two words' }, 'word is not one word', 'Write one word.'],
  [{ language: 'e' }, 'language is not a language tag', 'Write it as in BCP 47: en, de-AT, zh-Hant.'],
  [{ language: 'zh-Hant' }, undefined, undefined],
])('of %j a person reads: %s', (value, message, hint) => {
  const [problem] = checkValue(value, schema, nowhere).problems;
  expect([problem?.message, problem?.hint]).toEqual([message, hint]);
});
