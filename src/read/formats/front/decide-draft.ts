import type { Locate, Problem } from '../../../model/problem.ts';
import { truth } from '../front-matter.ts';
import { type Given, unused } from './given.ts';
import { secluded, secludes, secludingKeys } from './secluded.ts';
import { oneSpelling } from './synonyms.ts';

/** Which of its values hold an article back: the true one, the false one, or a word. */
const senses: Readonly<Record<string, 'whenTrue' | 'whenFalse' | 'word'>> = {
  draft: 'whenTrue',
  isdraft: 'whenTrue',
  unpublished: 'whenTrue',
  private: 'whenTrue',
  hidden: 'whenTrue',
  unlisted: 'whenTrue',
  eleventyexcludefromcollections: 'whenTrue',
  published: 'whenFalse',
  publish: 'whenFalse',
  ispublished: 'whenFalse',
  status: 'word',
  visibility: 'word',
};

const open = /^(?:publi(?:sh|shed|c)|live|done|final|finished|complete|completed|ready|posted|active|sent)$/i;
const held =
  /^(?:draft|private|pending|future|scheduled|unpublished|hidden|unlisted|trash|archived?|wip|todo|idea|review|in[ -](?:progress|review)|members|paid|internal)$/i;

export interface DraftDecision {
  readonly draft?: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Whether an article is held back, by all keys that may say so: one that does is enough. A word that nobody knows holds it
 * back as well, with a warning. A value that cannot be understood is an error: an article must not go out by mistake.
 */
export function decideDraft(
  given: readonly Given[],
  isDate: (value: string) => boolean,
  at: Locate,
  isStrict: boolean,
): DraftDecision {
  const problems: Problem[] = [];
  const votes = given.map((one): 'held' | 'open' | 'unknown' | undefined => {
    if (secludingKeys.has(oneSpelling(one.path.at(-1)!))) {
      const isSecluded = secludes(one);
      if (isSecluded) problems.push(secluded(one, at));
      if (isSecluded === undefined) problems.push(isStrict ? unclear(one, 'flag', at) : unused(one, at));
      return isSecluded ? 'held' : undefined;
    }
    const sense = senses[oneSpelling(one.path.at(-1)!)] ?? 'whenTrue';
    const text = typeof one.value === 'string' ? one.value.trim() : undefined;
    if (sense === 'word' && text !== undefined) return held.test(text) ? 'held' : open.test(text) ? 'open' : 'unknown';
    const flag = text === undefined ? undefined : truth(text);
    if (flag !== undefined) return flag === (sense === 'whenTrue') ? 'held' : 'open';
    if (sense === 'whenFalse' && text !== undefined && isDate(text)) return undefined;
    problems.push(unclear(one, sense, at));
    return 'held';
  });
  const isOpen = votes.includes('open');
  for (const [index, vote] of votes.entries())
    if (vote === 'unknown') problems.push(unknownWord(given[index]!, isOpen, at));
  if (votes.includes('held') || (votes.includes('unknown') && !isOpen)) return { draft: true, problems };
  return { ...(isOpen && { draft: false }), problems };
}

/** Whether a value looks like that of a key which holds an article back. */
export function mayHoldBack(value: unknown, key: string): boolean {
  if (typeof value !== 'string') return false;
  return senses[oneSpelling(key)] === 'word' ? held.test(value.trim()) : truth(value) !== undefined;
}

/** The keys that a misspelt one may stand for. */
export const holdingKeys: readonly string[] = ['draft', 'published', 'status'];

function unclear(one: Given, sense: string, at: Locate): Problem {
  const [kind, hint] = {
    whenTrue: ['true or false', 'Write "true" to keep the article back, "false" to publish it.'],
    whenFalse: ['true, false or a date', 'Write "false" to keep the article back, "true" or its date to publish it.'],
    flag: ['true or false', 'Write true or false, or take the key out.'],
    word: ['one word', 'Write "draft" to keep the article back, "published" to publish it.'],
  }[sense as 'word'];
  return {
    severity: 'error',
    rule: 'invalid-value',
    message: `${one.path.join('.')} must be ${kind}`,
    hint: hint!,
    ...at(one.path),
  };
}

function unknownWord({ path }: Given, isOpen: boolean, at: Locate): Problem {
  const name = path.join('.');
  return {
    severity: 'warning',
    rule: isOpen ? 'unused-value' : 'held-back',
    message: isOpen
      ? `the word under "${name}" is not known here`
      : `the word under "${name}" is not known here, so the article is kept back`,
    hint: 'Known are "draft" and "private", which keep an article back, and "published" and "public".',
    ...at(path),
  };
}
