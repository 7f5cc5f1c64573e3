import { expect, test } from 'vitest';
import { readYaml } from '../../src/model/yaml.ts';
import { settingsFile } from '../../src/settings/file.ts';

function problemsOf(newsletter: string): string[] {
  const text = `newsletter:\n${newsletter.replace(/^/gm, '  ')}\n`;
  return readYaml({ text, file: 'tidings.yaml' }, settingsFile).problems.map(
    ({ line, message }) => `${line} ${message}`,
  );
}

test.each([
  ['a fallback and a length', 'fields: {city: {fallback: your town, maxLength: 40}}'],
  ['nothing', 'fields: {plan: }'],
  ['a fallback that is empty', "fields: {plan: {fallback: ''}}"],
  ['a fallback for the name', 'fields: {name: {fallback: friend}}'],
  ['no fields', 'fields: {}'],
])('a field may have %s', (_, yaml) => {
  expect(problemsOf(yaml)).toEqual([]);
});

test.each([
  ['fields:\n  first name: {}', '3 first name is not the name of a field'],
  ['fields:\n  constructor: {}', '3 constructor cannot be the name of a field'],
  ['fields:\n  toString: {}', '3 toString cannot be the name of a field'],
  ['fields:\n  email: {}', '3 email is there in every letter'],
  ['fields:\n  tag: {}', '3 tag is there in every letter'],
  ['fields:\n  city: {default: x}', '3 unknown key "default"'],
  ['fields:\n  city: {maxLength: 0}', '3 maxLength must be at least 1'],
  ['fields:\n  city: {maxLength: 501}', '3 maxLength is more than 500'],
  ['fields:\n  city: {fallback: "two\\nlines"}', '3 fallback must be one line without control characters'],
  ['fields:\n  city: {fallback: a long fallback, maxLength: 4}', '3 fallback is longer than maxLength'],
  ['maxBytes: 102401', '2 maxBytes is more than 102400, where Gmail cuts a letter off'],
  ['maxBytes: 1000', '2 maxBytes must be at least 20000'],
])('%j is refused at its line', (yaml, problem) => {
  expect(problemsOf(yaml)).toEqual([problem]);
});
