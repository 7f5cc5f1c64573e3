import { expect, test } from 'vitest';
import { asSentence } from '../../src/studio/as-sentence.ts';

test.each([
  ['the picture has no description', 'The picture has no description.'],
  ['http://example.org/a is a link over http', 'http://example.org/a is a link over http.'],
  ['mail.example.org:25 refused the login', 'mail.example.org:25 refused the login.'],
  ['"url" is https://example.org', '"url" is https://example.org.'],
  ['is it there?', 'Is it there?'],
])('the message %j is shown as the sentence %j', (message, sentence) => {
  expect(asSentence(message)).toBe(sentence);
});
