import { literalsIn } from '../../../lib/literals.ts';
import { placesIn } from '../../../lib/place.ts';
import { type FrontSource, longestFront, type RawFront, tooLong } from './raw-front.ts';
import { oneSpelling, synonyms } from './synonyms.ts';

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
  Object.assign(value, decidingIn(text));
  return {
    value,
    at: ([key]) => {
      const start = key === undefined ? -1 : text.search(new RegExp(`\\b${String(key).replace(/\W/g, '.')}\\b`));
      return start === -1 ? { ...place(0, 1), line: linesBefore + 1 } : place(start, start + String(key).length);
    },
  };
}

const deciding: ReadonlySet<string> = new Set(
  ['draft', 'date', ...synonyms.draft, ...synonyms.date].map((key) => oneSpelling(key)),
);

const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|[\w$]+/g;
const assigned =
  /^\s*(?::|=(?![=>]))\s*(?:new Date\(\s*)?(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$]*)`|(true|false))\s*\)?\s*(?:[,;}\n]|$)/;

/** The keys that say when an article is out, or that it is not; an empty mapping where that is computed, or said twice. */
function decidingIn(text: string): Record<string, unknown> {
  const found: [key: string, value: string | undefined][] = [];
  for (const { 0: token, index } of text.matchAll(tokens)) {
    const isQuoted = /^["']/.test(token);
    const key = isQuoted ? token.slice(1, -1) : token;
    if (!deciding.has(oneSpelling(key))) continue;
    const after = text.slice(index + token.length, index + token.length + 200);
    const isSet = /^\s*(?::|=(?![=>]))/.test(after);
    if (isQuoted && !isSet) continue;
    const [, ...values] = assigned.exec(after) ?? [];
    const value = values.find((one) => one !== undefined);
    // A mere mention says nothing, as long as the value is said elsewhere.
    if (value !== undefined || isSet || !found.some(([name]) => name === key)) found.push([key, value]);
  }
  const byKey = Map.groupBy(found, ([key]) => key);
  return Object.fromEntries(
    [...byKey].map(([key, list]) => {
      const values = new Set(list.map(([, value]) => value));
      return [key, values.size === 1 && !values.has(undefined) ? list[0]![1] : {}];
    }),
  );
}
