// A template engine for each reader, its templates parsed once and its values escaped.
import { Liquid } from 'liquidjs';
import { repeat } from './digest.js';
import { letters, valuesOf } from './letter-60k.js';

const liquid = new Liquid({ outputEscape: 'escape' });
const templateOf = (segments) =>
  liquid.parse(segments.map((part) => (typeof part === 'string' ? part : `{{ ${part.slot} }}`)).join(''));
const [html, text] = [templateOf(letters[0].html), templateOf(letters[0].text)];

await repeat((reader) => {
  const values = valuesOf(reader);
  const filled = [liquid.renderSync(html, values), liquid.renderSync(text, values)];
  if (filled[0].codePointAt(filled[0].length - 2) === filled[1].codePointAt(filled[1].length - 2))
    throw new Error('one of them is cut');
  return filled[0];
});
