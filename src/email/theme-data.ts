import { nearest } from '../lib/nearest.ts';
import { isWebAddress } from '../lib/uri.ts';
import type { DataDeclaration, DataValue } from '../model/data-value.ts';
import { type Locate, type Problem, ProblemError } from '../model/problem.ts';
import { printableLine } from './content.ts';

/** The values that a theme takes, by their names. */
export type Declared = Readonly<Record<string, DataDeclaration>>;

/** The `data` of templates: every declared name, null for an address or a number that nobody gave. */
export type ThemeData = Readonly<Record<string, DataValue | null>>;

type Given = Readonly<Record<string, DataValue>>;

/**
 * The values of an issue before those of its publication, before the defaults of the theme. Values of the publication
 * that this theme does not take are another theme's.
 * @throws ProblemError for a value of another type, and for one of the issue that the theme does not take.
 */
export function themeDataOf(declared: Declared, publication: Given = {}, issue: Given = {}): ThemeData {
  const own = Object.fromEntries(Object.entries(publication).filter(([name]) => Object.hasOwn(declared, name)));
  const problems = [...dataProblems(declared, own), ...dataProblems(declared, issue)];
  if (problems.length > 0) throw new ProblemError(problems);
  return Object.fromEntries(
    Object.entries(declared).map(([name, { type, default: usual }]) => {
      const given = Object.hasOwn(issue, name) ? issue[name] : (own[name] ?? usual);
      const value = given === undefined || given === '' ? undefined : readers[type].read(given);
      return [name, value ?? empty[type]];
    }),
  );
}

/** Values that a theme does not take, each at its place: `at(['sponsor'])`. */
export function dataProblems(declared: Declared, given: Given, at: Locate = () => ({})): Problem[] {
  return Object.entries(given).flatMap(([name, value]): Problem[] => {
    const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (!declaration) return [{ ...undeclared(name, Object.keys(declared)), ...at([name], 'key') }];
    const fault = valueFault(declaration.type, value);
    if (fault === undefined) return [];
    return [
      {
        severity: 'error',
        rule: 'theme-data',
        message: `data.${name} ${fault.message}`,
        hint: fault.hint,
        ...at([name]),
      },
    ];
  });
}

/** Why a value is none of a type. An empty one is as good as none. */
export function valueFault(type: DataDeclaration['type'], value: DataValue) {
  if (value === '' || readers[type].read(value) !== undefined) return undefined;
  return { message: readers[type].fault, hint: readers[type].hint };
}

function undeclared(name: string, names: readonly string[]): Problem {
  const near = nearest(name, names);
  const there = names.length > 0 ? `It takes: ${names.join(', ')}.` : 'It takes none.';
  const hint = near
    ? `Did you mean "${near}"?`
    : `${there} A theme of your own declares in its theme.yaml what it takes: data: {${name}: {type: text}}.`;
  return { severity: 'error', rule: 'theme-data', message: `the theme takes no data "${name}"`, hint };
}

interface Reader {
  readonly read: (value: DataValue) => DataValue | undefined;
  readonly fault: string;
  readonly hint: string;
}

const readers: Readonly<Record<DataDeclaration['type'], Reader>> = {
  text: { read: (value) => printableLine(String(value)), fault: 'is no text', hint: 'Write a line of text.' },
  url: {
    read: addressOf,
    fault: 'is no address that a letter can lead to',
    hint: 'Write it with its scheme, such as https://example.org, or mailto:name@example.org.',
  },
  number: {
    read: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
    fault: 'is no number',
    hint: 'Write it such as 12 or 0.5, without quotes.',
  },
  boolean: {
    read: (value) => (typeof value === 'boolean' ? value : undefined),
    fault: 'must be true or false',
    hint: 'Write true or false, without quotes.',
  },
};

const empty = { text: '', url: null, number: null, boolean: false } as const;

/** Everybody can read a letter, so an address holds no password. */
function addressOf(value: DataValue): string | undefined {
  const text = String(value).trim();
  const url = /\s/.test(text) ? null : URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  return isWebAddress(text) || /^mailto:[^\s@]+@[^\s@]+$/i.test(text) || /^tel:\+?[\d-]+$/i.test(text)
    ? url.href
    : undefined;
}
