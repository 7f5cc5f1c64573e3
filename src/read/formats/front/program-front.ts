import { literalsIn } from '../../../lib/literals.ts';
import { placesIn } from '../../../lib/place.ts';
import { type FrontSource, longestFront, type RawFront, tooLong } from './raw-front.ts';

/**
 * Front matter that is a program, as Eleventy takes it: `const title = "Frost"`, or an object of such keys. The values
 * that are written out are taken; nothing is run.
 */
export function readProgramFront({ text, file, linesBefore }: FrontSource): RawFront {
  const places = placesIn(text);
  const place = (start: number, end: number) => {
    const found = places(start, end);
    return { file, ...found, line: found.line + linesBefore };
  };
  if (text.length > longestFront) return { problems: [tooLong('front-matter', place(0, 1))] };
  const value: Record<string, unknown> = {};
  for (const { path, value: one, isPartial } of literalsIn(text)) {
    const [key, inner, ...deeper] = path;
    if (isPartial || deeper.length > 0 || key === undefined || /^[[(]/.test(key)) continue;
    const known = value[key];
    if (inner === undefined) value[key] ??= one;
    else if (inner === '[]') value[key] = [...(Array.isArray(known) ? known : []), one];
    else if (inner !== '()' && !Array.isArray(known) && typeof known !== 'string')
      value[key] = { ...(known as object), [inner]: one };
  }
  return {
    value,
    at: ([key]) => {
      const start = key === undefined ? -1 : text.search(new RegExp(`\\b${String(key).replace(/\W/g, '.')}\\b`));
      return start === -1 ? { ...place(0, 1), line: linesBefore + 1 } : place(start, start + String(key).length);
    },
  };
}
