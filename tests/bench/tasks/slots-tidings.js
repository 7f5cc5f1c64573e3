import { fillLetter } from '../../../dist/email/slots.js';
import { repeat } from './digest.js';
import { letters, valuesOf } from './letter-60k.js';

await repeat((reader) => {
  const { html, text } = fillLetter(letters[0], valuesOf(reader));
  // Strings are put together only when they are read.
  if (html.codePointAt(html.length - 2) === text.codePointAt(text.length - 2)) throw new Error('one of them is cut');
  return html;
});
