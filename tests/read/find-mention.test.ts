import { expect, test } from 'vitest';
import { findMention } from '../../src/read/find-mention.ts';

test.each([
  ['a is a letter; see [the list](a).', 'a', 0, 30],
  ['files/x is here: ![x](files/x) and ![x](files/x)', 'files/x', 1, 40],
  ['See b.\n\n[one]: b\n', 'b', 0, 15],
  ['b <a href="b">B</a>', 'b', 0, 11],
  ['b <a href=b>B</a>', 'b', 0, 10],
  // In no form of a reference, the text itself is the best place.
  ['only b here', 'b', 0, 5],
  ['https://example.org/ is [here](https://example.org/)', 'https://example.org/', 0, 0],
])('%s: the address %s is found where it is one', (text, value, count, start) => {
  expect(findMention(text, value, count)?.[0]).toBe(start);
});
