import { parseJson } from '../../../lib/json.ts';
import { placesIn } from '../../../lib/place.ts';
import { jsonLocator } from '../json-locator.ts';
import { isMapping } from './given.ts';
import { asWritten, type FrontSource, longestFront, type RawFront, type RawRecord, tooLong } from './raw-front.ts';

/** Front matter in braces, as Hugo reads it. */
export function readJsonFront({ text, file, linesBefore }: FrontSource): RawFront {
  const places = placesIn(text);
  const shifted: typeof places = (start, end) => {
    const place = places(start, end);
    return { ...place, line: place.line + linesBefore };
  };
  if (text.length > longestFront) return { problems: [tooLong('json', { file, ...shifted(0) })] };
  const parsed = parseJson(text);
  const isGood = 'value' in parsed && isMapping(parsed.value);
  if (isGood) return { value: asWritten(parsed.value) as RawRecord, at: jsonLocator(parsed.root, shifted, file) };
  const { offset, message } = 'fault' in parsed ? parsed.fault : { offset: 0, message: 'expected keys in braces' };
  const found = `this front matter is not valid JSON: ${message}`;
  return { problems: [{ severity: 'error', rule: 'json', message: found, file, ...shifted(offset) }] };
}
