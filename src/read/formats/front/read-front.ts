import type { Locate, Problem } from '../../../model/problem.ts';
import { checkValue } from '../../../model/schema.ts';
import { readYamlRecord, withQuotes } from '../../../model/yaml.ts';
import { type Front, frontSchema } from '../front-matter.ts';
import { type FrontRules, isMapping, unusedValue } from './given.ts';
import { readJsonFront } from './json-front.ts';
import { kindOf } from './kinds.ts';
import { readProgramFront } from './program-front.ts';
import type { FrontSource, RawFront } from './raw-front.ts';
import { readTomlFront } from './toml-front.ts';
import { understand } from './understand.ts';

export interface ReadFront {
  /** The valid keys; absent if the document cannot be read at all. */
  readonly front?: Front;
  readonly problems: readonly Problem[];
  /** The place of one of our keys, also where another word stands for it. */
  readonly at: Locate;
}

/**
 * Reads front matter of any of the three languages. Unless it is to be strict, keys of other programs are understood by
 * the table of synonyms, and keys and values that say nothing here are warnings.
 */
export function readFront(source: FrontSource, rules: FrontRules): ReadFront {
  const raw = rawFrontOf(source);
  if (raw.value === undefined)
    return { problems: raw.problems, at: () => ({ file: source.file, line: source.linesBefore + 1 }) };
  const { record, origins, categories, problems } = understand(raw.value, raw.at, rules);
  const at: Locate = (path, target) => {
    const [key, ...inner] = path;
    return raw.at([...(origins.get(String(key)) ?? (key === undefined ? [] : [key])), ...inner], target);
  };
  const checked = checkFront(record, at, rules);
  const front = { ...checked.front, ...(categories.length > 0 && { categories }) };
  return { front, problems: [...problems, ...checked.problems].toSorted(byPlace), at };
}

/** The front matter as it is written, before its keys are understood. */
export function rawFrontOf(source: FrontSource): RawFront {
  if (source.syntax === 'toml') return readTomlFront(source);
  if (source.syntax === 'json') return readJsonFront(source);
  if (source.syntax === 'program') return readProgramFront(source);
  return readYamlRecord({ ...source, asText: true, aliases: true });
}

/** Leaves out the keys whose values are wrong; they are warnings where no reader could be harmed. */
function checkFront(record: Readonly<Record<string, unknown>>, at: Locate, rules: FrontRules) {
  const schema = frontSchema(rules.timezone);
  const result = schema.safeParse(record);
  if (result.success) return { front: result.data as Front, problems: [] };
  const wrong = new Set(
    result.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [String(issue.path[0])],
    ),
  );
  const isPassed = (key: string) => !rules.isStrict && !decides(key, record[key]);
  const kept = Object.entries(record).filter(([key]) => !wrong.has(key));
  const refused = Object.entries(record).filter(([key]) => wrong.has(key) && !isPassed(key));
  const errors = refused.length === 0 ? [] : checkValue(Object.fromEntries(refused), schema, at).problems;
  const passed = [...wrong].filter(isPassed).map((key) => unusedValue([key], kindOf(key), at));
  return { front: schema.parse(Object.fromEntries(kept)) as Front, problems: [...errors.map(withQuotes), ...passed] };
}

/**
 * Whether an article must not be published without this value: its date may lie in the future, and its id tells readers
 * what they know. A number or a word under "id" is the key of another program.
 */
function decides(key: string, value: unknown): boolean {
  if (key === 'id') return typeof value === 'string' && !/^[\w-]*$/.test(value);
  // Only Tidings reads these, if they look like ours at all.
  if (key === 'attachments')
    return Array.isArray(value) && value.every((one) => typeof one === 'string' || (isMapping(one) && 'src' in one));
  if (key === 'extensions') return isMapping(value);
  return key === 'date' || key === 'draft' || key === 'guid';
}

function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
