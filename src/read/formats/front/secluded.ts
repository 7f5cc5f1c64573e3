import type { Locate, Problem } from '../../../model/problem.ts';
import { truth } from '../front-matter.ts';
import { type Given, isFilled, isMapping } from './given.ts';
import { oneSpelling } from './synonyms.ts';

/**
 * Keys that other programs give other meanings as well, and the value that keeps an article from readers: the true one,
 * the false one, a word for no page, a table of Hugo's, or anything that locks.
 */
const senses: Readonly<Record<string, 'whenTrue' | 'whenFalse' | 'output' | 'table' | 'lock'>> = {
  headless: 'whenTrue',
  wip: 'whenTrue',
  public: 'whenFalse',
  active: 'whenFalse',
  enabled: 'whenFalse',
  listed: 'whenFalse',
  visible: 'whenFalse',
  render: 'output',
  build: 'table',
  password: 'lock',
  encrypt: 'lock',
  encrypted: 'lock',
  protected: 'lock',
};

/** The keys in one spelling. */
export const secludingKeys: ReadonlySet<string> = new Set(Object.keys(senses));

/** Whether such a key keeps the article from readers; nothing if its value means something else. */
export function secludes({ path, value }: Given): boolean | undefined {
  const sense = senses[oneSpelling(path.at(-1)!)];
  const flag = typeof value === 'string' ? truth(value) : undefined;
  if (sense === 'table' && isMapping(value)) return Object.entries(value).some(isNever);
  if (sense === 'lock')
    return isFilled(value) && !(typeof value === 'string' && /^\s*(?:false|no|off|)\s*$/i.test(value));
  if (sense === 'output' && flag === undefined && typeof value === 'string')
    return /^(?:never|link)$/i.test(value.trim()) || (/^always$/i.test(value.trim()) ? false : undefined);
  return flag === undefined ? undefined : flag === (sense === 'whenTrue');
}

function isNever([key, value]: [string, unknown]): boolean {
  if (typeof value !== 'string') return false;
  const word = value.trim().toLowerCase();
  const isNo = word === 'never' || truth(word) === false;
  return (/^render$/i.test(key) && (isNo || word === 'link')) || (/^list$/i.test(key) && isNo);
}

/** The same words in every file, so that they are counted together. */
export function secluded({ path }: Given, at: Locate): Problem {
  const name = path.join('.');
  const isLock = senses[oneSpelling(path.at(-1)!)] === 'lock';
  return {
    severity: 'warning',
    rule: 'held-back',
    message: isLock
      ? `the article is kept back, since "${name}" says that it was for those with the password`
      : `the article is kept back, since "${name}" says that it was not published, or in no list`,
    hint: isLock
      ? 'Feeds, pages and letters have no passwords: take the key out to publish the article for everyone.'
      : 'Take the key out to publish the article.',
    ...at(path, 'key'),
  };
}
