import { type Document, isAlias, isMap, isNode, isPair, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { Problem } from './problem.ts';

export interface YamlSource {
  readonly text: string;
  /** The file as the person would type it. */
  readonly file: string;
  /** Lines of the file that stand before the text (front matter begins on line 2). */
  readonly linesBefore?: number;
}

export type Checked<T> =
  | { readonly value: T; readonly problems: readonly Problem[]; at: Locate }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/** The place of a key path in the file, to hang a later finding on. */
export type Locate = (
  path: readonly PropertyKey[],
  target?: 'key' | 'value',
) => Pick<Problem, 'file' | 'line' | 'column' | 'length' | 'excerpt'>;

/**
 * Reads a YAML mapping and checks it against a schema. Each problem stands at its key or value; an unknown key
 * comes with the nearest known one. Dates stay text. Sizes are bounded: no alias bombs.
 */
export function readYaml<Schema extends z.ZodObject>(source: YamlSource, schema: Schema): Checked<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(source.text, {
    lineCounter: lines,
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: true,
  });
  const at = locator(document, lines, source);
  const syntax = document.errors.map(
    (error): Problem => ({
      severity: 'error',
      rule: 'yaml',
      message: `this is not valid YAML: ${plain(error.message)}`,
      hint: 'A value that holds ": " or begins with one of @ ` # & * ! | > % { [ needs quotes around it.',
      ...placeAt(error.pos, lines, source),
    }),
  );
  if (syntax.length > 0) return { problems: syntax };
  const value = toValue(document);
  if (value === undefined) {
    return {
      problems: [
        {
          severity: 'error',
          rule: 'yaml',
          message: 'aliases (*name) are not used here',
          hint: 'Write the value out.',
          file: source.file,
        },
      ],
    };
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    return {
      problems: [
        {
          severity: 'error',
          rule: 'yaml',
          message: 'expected lines of the form "key: value"',
          hint: 'Write one setting on each line, such as "title: My letter".',
          ...placeAt([0, 1], lines, source),
        },
      ],
    };
  }
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, problems: [], at };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, schema, at)) };
}

function toValue(document: Document): unknown {
  let aliased = false;
  visit(document, (_, node) => {
    if (isAlias(node)) aliased = true;
  });
  return aliased ? undefined : (document.toJS() ?? {});
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, at: Locate): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      return {
        severity: 'error',
        rule: 'unknown-key',
        message: `unknown key "${key}"`,
        hint: near ? `Did you mean "${near}"?` : `Known here: ${known.join(', ')}.`,
        ...at([...issue.path, key], 'key'),
      };
    });
  }
  const key = issue.path.filter((part) => typeof part !== 'number').at(-1);
  const hint = issue.code === 'custom' ? (issue.params?.hint as string | undefined) : undefined;
  return [
    {
      severity: 'error',
      rule: 'invalid-value',
      message: `${key === undefined ? '' : `${String(key)} `}${issue.message}`,
      ...(hint && { hint }),
      ...at(issue.path),
    },
  ];
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

/** The known word within two edits (one for words of three letters), if any. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const scored = known.map((candidate) => ({
    candidate,
    edits: distance(word.toLowerCase(), candidate.toLowerCase()),
  }));
  const best = scored.sort((a, b) => a.edits - b.edits)[0];
  return best && best.edits <= (word.length < 4 ? 1 : 2) ? best.candidate : undefined;
}

/** Levenshtein's distance, bounded in length so that a hostile key costs nothing. */
function distance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 3) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[to.length]!;
}

function locator(document: Document, lines: LineCounter, source: YamlSource): Locate {
  return (path, target = 'value') => {
    let range: readonly number[] | null | undefined;
    let node: unknown = document.contents;
    for (const [index, part] of path.entries()) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(part));
        if (!pair) break;
        const wantsKey = target === 'key' && index === path.length - 1;
        node = wantsKey || pair.value === null ? pair.key : pair.value;
      } else {
        node = (node as { get?: (key: unknown, keep: boolean) => unknown } | null)?.get?.(part, true);
      }
      if (!isNode(node)) break;
      range = node.range;
    }
    return range
      ? placeAt([range[0]!, range[1]!], lines, source)
      : { file: source.file, ...(source.linesBefore && { line: 1 }) };
  };
}

function placeAt([start, end]: readonly [number, number], lines: LineCounter, source: YamlSource): ReturnType<Locate> {
  const position = lines.linePos(start);
  const line = Math.max(position.line, 1);
  const column = Math.max(position.col, 1);
  const excerpt = (source.text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  return {
    file: source.file,
    line: line + (source.linesBefore ?? 0),
    column,
    length: Math.max(1, Math.min(end - start, excerpt.length - column + 1)),
    excerpt,
  };
}

/** The parser's message without its closing full stop, in one line. */
function plain(message: string): string {
  const line = message.split('\n')[0] ?? '';
  return (line.charAt(0).toLowerCase() + line.slice(1)).replace(/\.$/, '');
}
