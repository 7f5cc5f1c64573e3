import type { Locate, Problem } from '../../../model/problem.ts';
import { instantOf } from '../date.ts';
import { foreignInstant } from '../foreign-date.ts';
import { frontSchema } from '../front-matter.ts';
import { decideDraft } from './decide-draft.ts';
import {
  describedImage,
  foreignAuthors,
  foreignImage,
  foreignLanguage,
  foreignSource,
  foreignTags,
  foreignText,
  type Understood,
} from './foreign-values.ts';
import { type FrontRules, type Given, isMapping, isOwn, unneeded, unusedValue } from './given.ts';
import { kindOf } from './kinds.ts';
import { sortKeys } from './sort-keys.ts';
import { oneSpelling } from './synonyms.ts';
import { unknownKeys } from './unknown-keys.ts';

interface UnderstoodKeys {
  /** By our keys; in strict front matter also those that nobody knows. */
  readonly record: Readonly<Record<string, unknown>>;
  /** The path of the key that gave the value of each of ours. */
  readonly origins: ReadonlyMap<string, readonly string[]>;
  readonly categories: readonly string[];
  readonly problems: readonly Problem[];
}

/** Finds our keys among those of a document. */
export function understand(raw: Readonly<Record<string, unknown>>, at: Locate, rules: FrontRules): UnderstoodKeys {
  const { byKey, unknown } = sortKeys(raw, rules);
  const reading = new Reading(at, rules);
  for (const [key, given] of byKey) reading.take(key, given, raw);
  if (!rules.isStrict && !byKey.has('title')) reading.nameByNavigation(raw);
  if (rules.isStrict) for (const { path, value } of unknown) reading.set(path.at(-1)!, path, value);
  else reading.problems.push(...unknownKeys(unknown, at));
  const { record, origins, categories, problems } = reading;
  return { record: Object.fromEntries(record), origins, categories, problems };
}

class Reading {
  readonly record = new Map<string, unknown>();
  readonly origins = new Map<string, readonly string[]>();
  readonly problems: Problem[] = [];
  categories: readonly string[] = [];
  readonly #at: Locate;
  readonly #rules: FrontRules;

  constructor(at: Locate, rules: FrontRules) {
    this.#at = at;
    this.#rules = rules;
  }

  set(key: string, path: readonly string[], value: unknown): void {
    this.record.set(key, value);
    this.origins.set(key, path);
  }

  /** Eleventy's plugin for navigation has a title where an article names none. */
  nameByNavigation({ eleventyNavigation: navigation }: Readonly<Record<string, unknown>>): void {
    if (!isMapping(navigation)) return;
    const key = ['title', 'key'].find((one) => typeof navigation[one] === 'string' && navigation[one].trim() !== '');
    if (key !== undefined) this.set('title', ['eleventyNavigation', key], navigation[key]);
  }

  /** Settles one of our keys by all that may say it, the most important first. */
  take(key: string, given: readonly Given[], raw: Readonly<Record<string, unknown>>): void {
    if (key === 'draft') this.#hold(given);
    else if (key === 'date') this.#date(given);
    else if (key === 'tags' || key === 'redirects') this.#join(key, given);
    else this.#first(key, given, raw);
  }

  #hold(given: readonly Given[]): void {
    const { draft, problems } = decideDraft(
      given,
      (value) => this.#instant(value) !== undefined,
      this.#at,
      this.#rules.isStrict,
    );
    if (draft !== undefined) this.set('draft', given[0]!.path, draft);
    this.problems.push(...problems);
  }

  /** The latest: an article is not out before any of them. When it was begun counts only where nothing else is known. */
  #date(given: readonly Given[]): void {
    const read = given
      .map((one) => ({ ...one, instant: this.#dateIn(one) }))
      // Without a date in it, such a key only says whether the article is held back.
      .filter(({ path, instant }) => instant !== undefined || !/^publish(?:ed)?$/.test(oneSpelling(path.at(-1)!)));
    const good = read.filter(({ instant }) => instant !== undefined);
    for (const { path, instant } of read)
      if (instant === undefined && !isOwn('date', path) && good.length > 0)
        this.problems.push(unusedValue(path, 'a date', this.#at));
    const wrong = read.find(({ path, instant }) => instant === undefined && (isOwn('date', path) || good.length === 0));
    if (wrong) {
      this.set('date', wrong.path, wrong.value);
      return;
    }
    const isBegun = ({ path }: Given) => oneSpelling(path.at(-1)!).startsWith('created');
    const [latest] = (good.every(isBegun) ? good : good.filter((one) => !isBegun(one))).toSorted(
      (a, b) => Date.parse(b.instant!) - Date.parse(a.instant!),
    );
    if (latest) this.set('date', latest.path, latest.instant);
  }

  #dateIn({ path, value }: Given): string | undefined {
    if (typeof value !== 'string') return undefined;
    return this.#rules.isStrict && isOwn('date', path) ? instantOf(value, this.#rules.timezone) : this.#instant(value);
  }

  #instant(value: string): string | undefined {
    return foreignInstant(value, this.#rules.timezone);
  }

  /** Every list counts, but keywords only where there is no other. */
  #join(key: 'tags' | 'redirects', given: readonly Given[]): void {
    const [own] = given;
    if (given.length === 1 && this.#isPlain(key, own!)) {
      this.set(key, own!.path, own!.value);
      return;
    }
    const chosen = given.filter(({ path }) => oneSpelling(path.at(-1)!) !== 'keywords');
    const found: string[] = [];
    for (const one of chosen.length > 0 ? chosen : given) {
      const name = oneSpelling(one.path.at(-1)!);
      const isOne = key === 'redirects' || name === 'tag' || name === 'category';
      const understood = foreignTags(one.value, this.#rules.tagsAtBlanks && !isOne);
      if (understood.value === undefined || understood.isPart)
        this.problems.push(unusedValue(one.path, kindOf(key), this.#at));
      const values = (understood.value ?? []) as string[];
      if (name.startsWith('categor')) this.categories = [...this.categories, ...values];
      found.push(...values);
    }
    if (found.length > 0) this.set(key, given[0]!.path, [...new Set(found)]);
  }

  #isPlain(key: string, { path, value }: Given): boolean {
    return (
      isOwn(key, path) &&
      (this.#rules.isStrict || (Array.isArray(value) && value.every((one) => typeof one === 'string')))
    );
  }

  #first(key: string, given: readonly Given[], raw: Readonly<Record<string, unknown>>): void {
    let taken: Given | undefined;
    for (const one of given) {
      if (taken) {
        this.problems.push(unneeded(one, taken, this.#at));
        continue;
      }
      const isOurs = isOwn(key, one.path);
      const { value, isPart } =
        isOurs && this.#rules.isStrict ? { value: one.value } : this.#understood(key, one.value, isOurs);
      if (value === undefined || isPart) this.problems.push(unusedValue(one.path, kindOf(key), this.#at));
      if (value === undefined) continue;
      taken = one;
      const isBare = key === 'image' && !(isOurs && this.#rules.isStrict);
      this.set(key, one.path, isBare ? describedImage(value, raw) : value);
    }
  }

  #understood(key: string, value: unknown, isOurs: boolean): Understood {
    if (isOurs && frontSchema(this.#rules.timezone).shape[key as 'title'].safeParse(value).success)
      return key === 'authors' ? foreignAuthors(value) : { value };
    if (key === 'updated') return { value: typeof value === 'string' ? this.#instant(value) : undefined };
    return (converters[key] ?? unconverted)(value);
  }
}

const converters: Readonly<Record<string, (value: unknown) => Understood>> = {
  summary: foreignText,
  authors: foreignAuthors,
  image: foreignImage,
  language: foreignLanguage,
  source: foreignSource,
};

function unconverted(value: unknown): Understood {
  return { value };
}
