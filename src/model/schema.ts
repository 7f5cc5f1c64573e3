import type { z } from 'zod';
import { nearest } from '../lib/nearest.ts';
import { isLanguage, languageNamed } from '../lib/uri.ts';
import type { Locate, Problem } from './problem.ts';

export type Checked<T> =
  | { readonly value: T; readonly problems: readonly Problem[]; readonly at: Locate }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/** A key in messages; empty for the whole value. */
type NameOf = (path: readonly PropertyKey[]) => string;

/** Checks a value that a person wrote. Each problem has the position of its key or value; an unknown key, the nearest known one. */
export function checkValue<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  at: Locate,
  nameOf: NameOf = lastKey,
): Checked<z.output<Schema>> {
  const result = schema.safeParse(value, { error: inPlainWords });
  if (result.success) return { value: result.data, problems: [], at };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, schema, { at, nameOf }));
  return { problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)) };
}

/** A check whose problem contains the remedy. */
export function refined<Schema extends z.ZodType<string>>(
  schema: Schema,
  passes: (value: string) => boolean,
  message: string,
  hint: string,
) {
  return schema.refine(passes, { error: message, params: { hint } });
}

/** A line that is a language tag. */
export function languageTag<Schema extends z.ZodType<string>>(line: Schema) {
  return line.superRefine((value, context) => {
    if (isLanguage(value)) return;
    const tag = languageNamed(value);
    const hint = tag ? `Write "${tag}".` : 'Write it as in BCP 47: en, de-AT, zh-Hant.';
    context.addIssue({ code: 'custom', message: 'is not a language tag', params: { hint } });
  });
}

interface Names {
  readonly at: Locate;
  readonly nameOf: NameOf;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys with values',
  record: 'a group of keys with values',
};

const missing = 'is missing';

/** The message where a schema has none of its own. */
function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined;
  return issue.input === undefined ? missing : `must be ${kinds[issue.expected] ?? issue.expected}`;
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, names: Names): Problem[] {
  const { at, nameOf } = names;
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, keysAt(schema, issue.path), names);
  if (issue.code === 'invalid_union') {
    // The alternative whose outer shape fits is the intended one; its fault lies deeper.
    const meant = issue.errors.find(
      (found) => !found.some(({ code, path }) => code === 'invalid_type' && !path.length),
    );
    if (meant)
      return meant.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, schema, names));
  }
  const parent = issue.path.at(-2);
  if (issue.message === missing && typeof parent === 'string')
    return [
      {
        severity: 'error',
        rule: 'invalid-value',
        message: `${nameOf(issue.path.slice(0, -1))} lacks ${String(issue.path.at(-1))}`,
        ...at(issue.path.slice(0, -1), 'key'),
      },
    ];
  const key = nameOf(issue.path);
  const hint = issue.code === 'custom' ? (issue.params?.hint as string | undefined) : undefined;
  return [
    {
      severity: 'error',
      rule: 'invalid-value',
      message: `${key && `${key} `}${issue.message}`,
      ...(hint && { hint }),
      ...at(issue.path),
    },
  ];
}

/** The name of a key for records that no file holds: no line says which of several is meant. */
export function wholePath(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

/** With a file the line says the rest. */
function lastKey(path: readonly PropertyKey[]): string {
  return String(path.filter((part) => typeof part !== 'number').at(-1) ?? '');
}

function unknownKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  known: readonly string[],
  { at, nameOf }: Names,
): Problem[] {
  // Finding the place of one takes a search of the file. Who mends the first hundred finds the rest.
  return issue.keys.slice(0, 100).map((key) => {
    const near = nearest(key, known);
    return {
      severity: 'error',
      rule: 'unknown-key',
      message: `unknown key "${nameOf([...issue.path, key])}"`,
      hint: near ? `Did you mean "${near}"?` : `Known here: ${known.join(', ')}.`,
      ...at([...issue.path, key], 'key'),
    };
  });
}

/** The known keys of the object that a path leads to; through lists, optionals and unions. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const definition = schema.def as {
    type: string;
    innerType?: z.ZodType;
    in?: z.ZodType;
    out?: z.ZodType;
    element?: z.ZodType;
    options?: z.ZodType[];
    valueType?: z.ZodType;
    shape?: Record<string, z.ZodType>;
  };
  // A preprocessed schema is a pipe out of a transform, which knows no keys.
  const inner = definition.innerType ?? (definition.in?.def.type === 'transform' ? definition.out : definition.in);
  if (inner) return keysAt(inner, path);
  if (definition.options) return definition.options.flatMap((option) => keysAt(option, path));
  if (path.length === 0) return Object.keys(definition.shape ?? {});
  const next = definition.shape?.[String(path[0])] ?? definition.element ?? definition.valueType;
  return next ? keysAt(next, path.slice(1)) : [];
}
