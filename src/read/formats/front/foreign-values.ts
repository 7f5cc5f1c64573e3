import { z } from 'zod';
import { isWebAddress, languageNamed } from '../../../lib/uri.ts';
import { isMapping } from './given.ts';
import { besideImage, imageSynonyms, oneSpelling } from './synonyms.ts';

/** A value of another program in our terms; nothing if it says nothing here. `isPart` if some of it was lost. */
export interface Understood {
  readonly value?: unknown;
  readonly isPart?: boolean;
}

/** Text, but neither a truth value nor a list. */
export function foreignText(value: unknown): Understood {
  return typeof value === 'string' && !/^(?:true|false)$/i.test(value.trim()) ? { value } : {};
}

/** A name, a mapping with one, or a list of either. A number is the key of a database elsewhere. */
export function foreignAuthors(value: unknown): Understood {
  const list = Array.isArray(value) ? value : [value];
  const authors = list.flatMap((one) => authorOf(one) ?? []);
  if (authors.length === 0) return {};
  return { value: authors, isPart: authors.length < list.length };
}

function authorOf(value: unknown): object | undefined {
  if (typeof value === 'string') return /^\s*\d*\s*$/.test(value) ? undefined : { name: value };
  if (!isMapping(value)) return undefined;
  const text = textsOf(value);
  const name = text('name', 'title');
  if (name === undefined) return undefined;
  const url = text('url', 'link', 'website', 'homepage', 'web', 'uri');
  const email = text('email');
  return {
    name,
    ...(url !== undefined && isWebAddress(url) && { url }),
    ...(email !== undefined && z.email().safeParse(email).success && { email }),
  };
}

/** The first text under one of some keys. */
function textsOf(mapping: Readonly<Record<string, unknown>>) {
  const texts = new Map(Object.entries(mapping).map(([key, value]) => [oneSpelling(key), value]));
  return (...keys: readonly string[]): string | undefined => {
    const found = keys
      .map((key) => texts.get(oneSpelling(key)))
      .find((one) => typeof one === 'string' && one.trim() !== '');
    return found as string | undefined;
  };
}

/** A text split at commas, or at blanks where Jekyll does; a list of texts, of mappings with a name, or of lists. */
export function foreignTags(value: unknown, isSplitAtBlanks: boolean): Understood {
  const tags = tagsIn(value, isSplitAtBlanks, 0);
  if (tags === undefined) return {};
  return { value: [...new Set(tags.filter((tag) => tag !== undefined))], isPart: tags.includes(undefined) };
}

function tagsIn(value: unknown, isSplitAtBlanks: boolean, depth: number): (string | undefined)[] | undefined {
  if (typeof value === 'string' && depth === 0) {
    const parts = value.split(isSplitAtBlanks && !value.includes(',') ? /\s+/ : ',');
    return parts.map((tag) => tag.trim()).filter((tag) => tag !== '');
  }
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((one: unknown): (string | undefined)[] => {
    if (one === null) return [];
    if (typeof one === 'string') return one.trim() === '' ? [] : [one.trim()];
    if (isMapping(one)) return [textsOf(one)('name', 'title', 'label')];
    return depth < 3 ? (tagsIn(one, isSplitAtBlanks, depth + 1) ?? [undefined]) : [undefined];
  });
}

/** An address or file, a mapping that holds one, or the first of a list. */
export function foreignImage(value: unknown): Understood {
  if (typeof value === 'string') return foreignText(value);
  if (Array.isArray(value)) return foreignImage(value[0]);
  if (!isMapping(value)) return {};
  const text = textsOf(value);
  const src = text(...imageSynonyms.src) ?? nestedImage(value);
  return src === undefined ? {} : { value: { src, ...wordsOf(imageSynonyms, text) } };
}

/** `image: {feature: {url: …}}`, one level deep. */
function nestedImage(value: Readonly<Record<string, unknown>>): string | undefined {
  const inner = Object.entries(value).find(
    ([key, one]) => isMapping(one) && imageSynonyms.src.some((name) => name === oneSpelling(key)),
  )?.[1];
  return isMapping(inner) ? textsOf(inner)(...imageSynonyms.src) : undefined;
}

/** A picture with what keys next to it say of it. */
export function describedImage(image: unknown, beside: Readonly<Record<string, unknown>>): unknown {
  const words = wordsOf(besideImage, textsOf(beside));
  if (Object.keys(words).length === 0) return image;
  return typeof image === 'string' ? { src: image, ...words } : { ...words, ...(image as object) };
}

function wordsOf(names: { alt: readonly string[]; caption: readonly string[] }, text: ReturnType<typeof textsOf>) {
  const [alt, caption] = [text(...names.alt), text(...names.caption)];
  return { ...(alt !== undefined && { alt }), ...(caption !== undefined && { caption }) };
}

/** `en_US.UTF-8` is `en-US`; `English` is `en`. */
export function foreignLanguage(value: unknown): Understood {
  if (typeof value !== 'string') return {};
  const tag = value
    .trim()
    .replace(/\.[\w-]+$/, '')
    .replaceAll('_', '-');
  return { value: languageNamed(value) ?? tag };
}

/** A site by its address alone. */
export function foreignSource(value: unknown): Understood {
  return typeof value === 'string' && isWebAddress(value)
    ? { value: { name: new URL(value).hostname, url: value } }
    : { value };
}
