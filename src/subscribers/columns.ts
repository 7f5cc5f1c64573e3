import { nearest } from '../lib/nearest.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { RawEntry } from './entry.ts';
import { addressOf } from './subscriber.ts';

/** The meaning of a column: a part of an entry, a declared field, or a hash of the suppression list. */
export type Column = Exclude<keyof RawEntry, 'fields'> | { readonly field: string } | 'suppression' | NamePart;

/** Half of a name, in lists that have a column for each. */
export type NamePart = 'firstName' | 'lastName';

/** Other programs' words for a column, without spaces and signs; of the address, the surest first. */
const words: Readonly<Record<string, readonly string[]>> = {
  address: [
    ...['email', 'emailaddress', 'mail', 'address', 'subscriberemail', 'emailadresse', 'mailadresse', 'emailadres'],
    ...[
      'adresseemail',
      'adressemail',
      'courriel',
      'correoelectrónico',
      'correo',
      'indirizzoemail',
      'epost',
      'epostadress',
    ],
  ],
  name: ['name', 'fullname', 'displayname'],
  language: ['language', 'locale'],
  tags: ['tags', 'labels'],
  frequency: ['frequency'],
  // Ghost writes true and false.
  status: ['status', 'subscribedtoemails'],
  consent: ['consent', 'source'],
  consented: ['consented', 'optintime', 'subscribedat'],
  shown: ['shown'],
  left: ['left', 'unsubscribedat'],
  suppression: ['suppression'],
};

const nameParts: Readonly<Record<NamePart, readonly string[]>> = {
  firstName: ['firstname', 'givenname', 'fname', 'vorname', 'prénom', 'prenom'],
  lastName: ['lastname', 'surname', 'familyname', 'lname', 'nachname', 'familienname', 'nomdefamille'],
};

/**
 * Determines the meaning of a list's columns, in any order. A column that is not declared is left out,
 * with a warning.
 * @throws ProblemError if there is no column of addresses or two columns mean the same.
 */
export function columnsOf(
  header: readonly string[],
  { file, fields }: { file: string; fields: ReadonlySet<string> },
): { columns: (Column | undefined)[]; problems: Problem[] } {
  const columns = header.map((title): Column | undefined => fieldOf(title, fields));
  for (const [meaning, titles] of Object.entries(words)) {
    const index = titles.map((title) => header.findIndex((one, at) => !columns[at] && bare(one) === title));
    const found = index.find((at) => at >= 0);
    if (found !== undefined) columns[found] = meaning as Column;
  }
  if (!columns.includes('name'))
    for (const [meaning, titles] of Object.entries(nameParts)) {
      const found = header.findIndex((one, at) => !columns[at] && titles.includes(bare(one)));
      if (found >= 0) columns[found] = meaning as NamePart;
    }
  const place = { severity: 'error', rule: 'column', file, line: 1 } as const;
  const address = columns.includes('address');
  const met = new Set<string>();
  const twice = header.filter((title) => met.size === met.add(bare(title)).size);
  const errors: Problem[] = [
    ...(address ? [] : [{ ...place, ...withoutAddresses(header) }]),
    ...twice.map((title) => ({
      ...place,
      message: `two columns are called "${title}"`,
      hint: 'Take one of them out.',
    })),
  ];
  if (errors.length > 0) throw new ProblemError(errors, { state: 'Nothing was stored.' });
  const known = [...fields, ...Object.keys(words)];
  const problems = header
    .filter((_, at) => columns[at] === undefined)
    .map((title): Problem => ({ ...place, severity: 'warning', ...leftOut(title, known) }));
  return { columns, problems };
}

function withoutAddresses(header: readonly string[]): Pick<Problem, 'message' | 'hint'> {
  const index = header.findIndex((cell) => addressOf(cell));
  if (index < 0) return { message: 'no column is called "email"', hint: 'Name the columns in the first line.' };
  const names = header.length === 1 ? 'email' : header.map((_, at) => (at === index ? 'email' : '…')).join(',');
  const others = header.length === 1 ? '' : ', with the names of the other columns in the place of …';
  return {
    message: 'the first line holds a person, not the names of the columns',
    hint: `Write a line above it: ${names}${others}.`,
  };
}

/** How a declared field is called in a list, even if it is called like something else there. */
export function titleOf(field: string): string {
  const taken = Object.entries(words).some(
    ([meaning, titles]) => meaning === bare(field) || titles.includes(bare(field)),
  );
  return taken ? `field ${field}` : field;
}

/** The declared field that a column holds. */
export function fieldOf(title: string, fields: ReadonlySet<string>): { field: string } | undefined {
  const named = [...fields].filter((field) => bare(titleOf(field)) === bare(title));
  // Two fields may differ in case alone.
  const field = named.find((one) => titleOf(one) === title) ?? named[0];
  return field === undefined || field === 'name' ? undefined : { field };
}

function leftOut(title: string, known: readonly string[]): Pick<Problem, 'message' | 'hint'> {
  const near = nearest(bare(title), known);
  return {
    message: `the column "${title}" is left out`,
    hint: near
      ? `Did you mean "${near}"?`
      : 'To keep it, declare it under "newsletter", "fields" in tidings.yaml, if you may keep it.',
  };
}

/** `First Name`, `first_name` and `firstName` are one. */
export function bare(title: string): string {
  return title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}
