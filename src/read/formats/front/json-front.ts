import { parseJson } from '../../../lib/json.ts';
import { placesIn } from '../../../lib/place.ts';
import { jsonLocator } from '../json-locator.ts';
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
  if ('value' in parsed)
    return { value: asWritten(parsed.value) as RawRecord, at: jsonLocator(parsed.root, shifted, file) };
  const message = `this front matter is not valid JSON: ${parsed.fault.message}`;
  return { problems: [{ severity: 'error', rule: 'json', message, file, ...shifted(parsed.fault.offset) }] };
}
