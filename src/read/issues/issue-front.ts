import { z } from 'zod';
import type { DataValue } from '../../model/data-value.ts';
import type { IssueKind, ItemLayout, Occasion } from '../../model/issue.ts';
import type { Problem } from '../../model/problem.ts';
import type { Checked } from '../../model/schema.ts';
import { readYaml } from '../../model/yaml.ts';
import { dataValues } from '../../settings/style.ts';
import { themeName } from '../../settings/values.ts';
import { instantOf } from '../formats/date.ts';
import { filled, flag, instant, language, line, optional, perTimezone, text } from '../formats/front-matter.ts';
import type { Parts } from '../formats/split.ts';

/** The front matter of a hand-made issue. */
export interface IssueFront {
  readonly subject?: string;
  readonly preheader?: string;
  /** RFC 3339 with an offset. */
  readonly date?: string;
  readonly language?: string;
  /** The slug of the issue whose edition in another language it is. */
  readonly translationOf?: string;
  readonly draft?: boolean;
  /** Of every article that has none of its own. */
  readonly layout?: ItemLayout;
  readonly articles?: readonly IssueReference[];
  readonly latest?: number;
  readonly tag?: string;
  /** An instant, or since what earlier issues carried. */
  readonly since?: string | 'last';
  readonly kind?: IssueKind;
  readonly sendOn?: Occasion;
  /** The name of a theme. */
  readonly theme?: string;
  /** Values for its theme. */
  readonly data?: Readonly<Record<string, DataValue>>;
}

/** An article that an issue names; by its slug, its id or both. */
export interface IssueReference {
  readonly slug?: string;
  readonly id?: string;
  readonly layout?: ItemLayout;
}

/** Reads front matter with known keys only: it is ours, and no other program writes it. */
export function readIssueFront(parts: Parts, file: string, timezone: string): Checked<IssueFront> {
  const { front = '', syntax = 'yaml', linesBeforeFront = 1 } = parts;
  if (syntax !== 'yaml') return { problems: [notYaml({ file, line: linesBeforeFront })] };
  return readYaml(
    { text: front, file, linesBefore: linesBeforeFront, asText: true, typed: 'data' },
    schemaFor(timezone),
  );
}

function notYaml(place: Pick<Problem, 'file' | 'line'>): Problem {
  return {
    severity: 'error',
    rule: 'front-matter',
    message: 'the front matter of an issue is YAML',
    hint: 'Write it between two lines of three hyphens, such as "subject: Hello".',
    ...place,
  };
}

const layout = z.enum(['full', 'summary', 'headline'], 'must be full, summary or headline');

const entryRecord = z
  .strictObject({ slug: optional(filled), id: optional(text), layout: optional(layout) })
  .refine(({ slug, id }) => slug !== undefined || id !== undefined, 'has an entry without a "slug"');

const entry = z.union(
  [filled.transform((slug): IssueReference => ({ slug })), entryRecord],
  'must be the slug of an article',
);

const entries = z.union(
  [filled.transform((slug): IssueReference[] => [{ slug }]), z.array(entry)],
  'must be a list of the slugs of articles',
);

const number = 'must be a number of articles such as 5';
const latest = z.union(
  [
    z.int().min(1, number),
    z
      .string()
      .regex(/^[1-9]\d{0,3}$/, number)
      .transform(Number),
  ],
  number,
);

/** The keys of an issue's front matter. */
export function issueShape(timezone: string) {
  return {
    subject: optional(line),
    preheader: optional(line),
    date: optional(instant(timezone)),
    language: optional(language),
    translationOf: optional(filled),
    draft: optional(flag),
    layout: optional(layout),
    articles: optional(entries),
    latest: optional(latest),
    tag: optional(filled),
    since: optional(since(timezone)),
    kind: optional(z.literal('digest', 'must be digest, or left out')),
    sendOn: optional(z.literal('confirmed', 'must be confirmed, or left out')),
    theme: optional(themeName),
    data: optional(dataValues),
  };
}

const schemaFor = perTimezone((timezone) => z.strictObject(issueShape(timezone)));

function since(timezone: string) {
  return z.string().transform((value, context) => {
    const found = value.trim() === 'last' ? 'last' : instantOf(value, timezone);
    if (found !== undefined) return found;
    const hint = 'Write "last" for all that no earlier issue carried, or a date such as 2026-11-23.';
    context.addIssue({ code: 'custom', message: `"${value.slice(0, 60)}" is not a date`, params: { hint } });
    return z.NEVER;
  });
}
