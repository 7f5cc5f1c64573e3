import { noCharacterIn } from '../lib/escape.ts';
import { placeOf } from '../lib/place.ts';
import type { Problem } from '../model/problem.ts';

/** The text of a file without what is no character, and a warning at the first that was left out. */
export function withoutNoCharacters(
  text: string,
  file: string,
): { readonly text: string; readonly problems: Problem[] } {
  const found = noCharacterIn(text);
  if (!found) return { text, problems: [] };
  const kept = [...text].filter((character) => noCharacterIn(character) === undefined).join('');
  const more = text.length - kept.length - 1;
  const others = more > 0 ? `, and ${more} more like it` : '';
  const message = `this holds ${found.name}, which is no character${others}: it is left out`;
  const hint = 'Delete it. Editors show it as an empty box, or not at all.';
  const place = { file, ...placeOf(text, found.index) };
  return { text: kept, problems: [{ severity: 'warning', rule: 'control-character', message, hint, ...place }] };
}
