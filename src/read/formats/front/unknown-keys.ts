import { nearest } from '../../../lib/nearest.ts';
import type { Locate, Problem } from '../../../model/problem.ts';
import { frontShape } from '../front-matter.ts';
import { holdingKeys, mayHoldBack } from './decide-draft.ts';
import { type Given, isFilled, unused } from './given.ts';
import { secludingKeys } from './secluded.ts';
import { besideImage, foreignKeys, oneSpelling, synonyms } from './synonyms.ts';

/** Finding the place of one takes a search of the file. Who mends the first hundred finds the rest. */
const enough = 100;

/** Keys that say nothing here, as warnings; but one that may be meant to keep an article back is an error. */
export function unknownKeys(unknown: readonly Given[], at: Locate): Problem[] {
  return unknown
    .filter(({ path, value }) => isFilled(value) && !describing.has(oneSpelling(path.at(-1)!)))
    .slice(0, enough)
    .map((given) => problemOf(given, at));
}

/** Read together with the picture. */
const describing: ReadonlySet<string> = new Set([...besideImage.alt, ...besideImage.caption].map(oneSpelling));

const ours = Object.keys(frontShape('UTC'));
const known = [...new Set([...ours, ...Object.values(synonyms).flat()])].filter(
  (word) => !word.includes('.') && !secludingKeys.has(oneSpelling(word)),
);

function problemOf({ path, value }: Given, at: Locate): Problem {
  const [key, name] = [path.at(-1)!, path.join('.')];
  const held = nearest(key, holdingKeys);
  if (held !== undefined && mayHoldBack(value, held))
    return {
      severity: 'error',
      rule: 'unknown-key',
      message: `unknown key "${name}"`,
      hint: `Did you mean "${held}"? An article that should stay back must not go out by mistake.`,
      ...at(path, 'key'),
    };
  // Not among the many that do no harm.
  if (expiryKeys.has(oneSpelling(key))) return { ...unused({ path, value }, at, expired), rule: 'expiry' };
  const near = foreignKeys.includes(oneSpelling(key)) ? undefined : nearest(key, known);
  return unused({ path, value }, at, near && `Did you mean "${near}"?`);
}

/** Hugo's words. */
const expiryKeys: ReadonlySet<string> = new Set(['expirydate', 'unpublishdate']);
const expired = 'An article that has expired elsewhere stays published here; "draft: true" takes it back.';
