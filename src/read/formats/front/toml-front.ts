import { parse } from 'smol-toml';
import { placesIn } from '../../../lib/place.ts';
import type { Locate } from '../../../model/problem.ts';
import { asWritten, type FrontSource, longestFront, type RawFront, type RawRecord, tooLong } from './raw-front.ts';

/** Front matter in TOML, as Hugo and Zola read it. */
export function readTomlFront({ text, file, linesBefore }: FrontSource): RawFront {
  const places = placesIn(text);
  const place = (start: number, end: number) => {
    const found = places(Math.min(start, text.length), end);
    return { file, ...found, line: found.line + linesBefore };
  };
  if (text.length > longestFront) return { problems: [tooLong('toml', place(0, 1))] };
  try {
    return { value: asWritten(parse(text, { maxDepth: deepest })) as RawRecord, at: locator(text, place) };
  } catch (error) {
    const { message, line = 1, column = 1 } = error as Error & { line?: number; column?: number };
    const start = text.split('\n', line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    return {
      problems: [
        {
          severity: 'error',
          rule: 'toml',
          message: `this is not valid TOML: ${plain(message)}`,
          hint: 'Write each value as TOML has it: title = "Hello", draft = true, tags = ["a", "b"], and each key once.',
          ...place(start, start + 1),
        },
      ],
    };
  }
}

/** As deep as YAML may go. */
const deepest = 40;

/** The parser's message without the piece of the document that it shows. */
function plain(message: string): string {
  const line = message.replace(/^Invalid TOML document: /, '').split('\n')[0] ?? '';
  return line.charAt(0).toLowerCase() + line.slice(1);
}

interface Span {
  readonly key: readonly [start: number, end: number];
  readonly value: readonly [start: number, end: number];
}

/** The parser keeps no places: the lines are searched for a key when a problem has to name it. */
function locator(text: string, place: (start: number, end: number) => ReturnType<Locate>): Locate {
  let spans: ReadonlyMap<string, Span> | undefined;
  return (path, target = 'value') => {
    spans ??= spansOf(text);
    for (let length = path.length; length > 0; length -= 1) {
      const span = spans.get(nameOf(path.slice(0, length).map(String)));
      if (span) return place(...(target === 'key' && length === path.length ? span.key : span.value));
    }
    return { ...place(0, 1), line: 1 };
  };
}

const nameOf = (path: readonly string[]) => path.join('\0');

/** Of each key its first place. What several lines hold counts as one value. */
function spansOf(text: string): Map<string, Span> {
  const spans = new Map<string, Span>();
  const add = (path: readonly string[], span: Span) => {
    if (!spans.has(nameOf(path))) spans.set(nameOf(path), span);
  };
  const counts = new Map<string, number>();
  let table: readonly string[] = [];
  for (let at = 0; at < text.length; ) {
    const start = at + /^[ \t\n]*/.exec(text.slice(at))![0].length;
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    at = end + 1;
    if (line.startsWith('[')) {
      table = namesIn(line.slice(line.startsWith('[[') ? 2 : 1).split(']')[0]!);
      const count = counts.get(nameOf(table)) ?? 0;
      counts.set(nameOf(table), count + 1);
      add(table, { key: [start, end], value: [start, end] });
      if (line.startsWith('[[')) table = [...table, String(count)];
    }
    const equals = line.indexOf('=');
    const key = line.slice(0, Math.max(equals, 0)).trimEnd();
    if (!/^[\w"'. \t-]+$/.test(key)) continue;
    const from = start + equals + 1 + /^[ \t]*/.exec(line.slice(equals + 1))![0].length;
    const quotes = /^("""|''')/.exec(text.slice(from, from + 3))?.[0];
    const closing = quotes === undefined ? -1 : text.indexOf(quotes, from + 3);
    if (closing !== -1) at = lineEnd(text, closing + 3) + 1;
    add([...table, ...namesIn(key)], { key: [start, start + key.length], value: [from, Math.max(end, from + 1)] });
  }
  return spans;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

/** The parts of a dotted key, without their quotes. */
function namesIn(key: string): string[] {
  return (key.match(/"[^"]*"|'[^']*'|[^.\s]+/g) ?? []).map((part) => part.replace(/^(["'])(.*)\1$/, '$2'));
}
