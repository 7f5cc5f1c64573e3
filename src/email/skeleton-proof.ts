import { MarkupReader, type PlaceInMarkup } from './markup-reader.ts';
import { pieceToken } from './tokens.ts';

/**
 * Whether mjml copied every token of a text exactly as often as it is there, and to a place where its value is read in
 * the same way. A title also names the letter in an attribute, which is escaped as text is.
 */
export function isFaithful(mjml: string, html: string): boolean {
  const [before, after] = [placesIn(mjml), placesIn(html)];
  if (before.size !== after.size) return false;
  return [...before].every(([token, [place, ...more]]) => {
    const found = after.get(token) ?? [];
    if (token === pieceToken)
      return [place!, ...found].every(({ kind }) => kind === 'text') && found.length === more.length + 1;
    if (more.length > 0 || found.length === 0 || !isCopied(place!)) return false;
    if (place!.kind === 'title') return found.every(isOfTitle);
    // A picture that is a link has its title twice.
    if (isTitleOfImage(place!)) return found.every((one) => isSame(place!, one));
    return found.length === 1 && isSame(place!, found[0]!);
  });
}

function placesIn(markup: string): Map<string, PlaceInMarkup[]> {
  const places = new Map<string, PlaceInMarkup[]>();
  const reader = new MarkupReader();
  markup.split(/(\ufdd2(?:\d+|=)\ufdd3)/).forEach((part, index) => {
    if (index % 2 === 1) places.set(part, [...(places.get(part) ?? []), reader.place]);
    reader.read(part);
  });
  return places;
}

function isTitleOfImage(place: PlaceInMarkup): boolean {
  return place.kind === 'attribute' && place.element === 'mj-image' && place.attribute === 'title';
}

function isOfTitle(place: PlaceInMarkup): boolean {
  return place.kind === 'title' || (place.kind === 'attribute' && place.attribute === 'aria-label');
}

function isSame(before: PlaceInMarkup, after: PlaceInMarkup): boolean {
  if (before.kind === 'attribute') return after.kind === 'attribute' && after.attribute === before.attribute;
  return before.kind === after.kind;
}

/** Whether mjml copies what stands there, whatever it is. */
export function isCopied(place: PlaceInMarkup): boolean {
  if (place.kind !== 'attribute') return place.kind !== 'elsewhere';
  const { element, attribute } = place;
  return !element.startsWith('mj') || (copied.get(element)?.has(attribute) ?? false);
}

/** The attributes of components that mjml prints as they are, so far as they are known to be. */
const copied: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['mj-image', new Set(['src', 'alt', 'href', 'title'])],
  ['mj-button', new Set(['href', 'title'])],
]);
