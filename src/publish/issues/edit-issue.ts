import type { Config } from '../../config/config.ts';
import type { ItemLayout } from '../../model/issue.ts';
import { ProblemError } from '../../model/problem.ts';
import { readYamlRecord } from '../../model/yaml.ts';
import type { YamlChange } from '../../model/yaml-edit.ts';
import { split } from '../../read/formats/split.ts';
import { readIssueFront } from '../../read/issues/issue-front.ts';
import { type EditedFile, isSameDate, openEdited, type Replaced, replaceEdited, withFront } from '../edit-file.ts';
import { bodyOf, withBody } from './edit-introduction.ts';

/** What an editor changes of an issue. An empty text is no value. */
export interface IssueFields {
  readonly subject: string;
  readonly preheader: string;
  /** Markdown with plain line endings. */
  readonly introduction: string;
  /** As front matter has it, such as `2026-11-30 09:00`. */
  readonly date: string;
  /** Of every article that has none of its own. */
  readonly layout: ItemLayout | '';
  readonly theme: string;
  readonly draft: boolean;
  /** Absent if a rule chooses them. */
  readonly articles?: readonly ListedArticle[];
}

export interface ListedArticle {
  /** Its index in the list of the file, where it has one: its text stays. */
  readonly old?: number;
  readonly slug?: string;
  readonly id?: string;
  readonly layout?: ItemLayout;
}

export interface EditableIssue extends EditedFile {
  readonly fields: IssueFields;
  /** Whether a heading of the text is the subject. */
  readonly isHeading: boolean;
}

/**
 * Reads the file of an issue for an editor.
 * @param file Relative to the publication, with `/`.
 * @throws ProblemError
 */
export async function openIssue(config: Config, file: string): Promise<EditableIssue> {
  const edited = await openEdited(config, file);
  return { ...edited, ...fieldsOf(edited, config.settings.timezone) };
}

function fieldsOf(edited: EditedFile, timezone: string): Pick<EditableIssue, 'fields' | 'isHeading'> {
  const raw = rawFront(edited);
  const front = checkedFront(edited, timezone);
  const { heading, introduction } = bodyOf(edited, front.subject);
  const entries = front.articles?.map(
    ({ slug, id, layout }, old): ListedArticle => ({
      old,
      ...(slug !== undefined && { slug }),
      ...(id !== undefined && { id }),
      ...(layout !== undefined && { layout }),
    }),
  );
  const isRule = front.latest !== undefined || front.tag !== undefined || front.since !== undefined;
  return {
    isHeading: heading !== undefined,
    fields: {
      subject: front.subject ?? heading ?? '',
      preheader: front.preheader ?? '',
      introduction,
      date: typeof raw.date === 'string' ? raw.date : '',
      layout: front.layout ?? '',
      theme: front.theme ?? '',
      draft: front.draft ?? false,
      ...((entries || !isRule) && { articles: entries ?? [] }),
    },
  };
}

function frontText({ text, front }: EditedFile): string {
  return front ? text.slice(front.start, front.end).replace(/\r\n?/g, '\n') : '';
}

function rawFront(edited: EditedFile): Readonly<Record<string, unknown>> {
  const source = {
    text: frontText(edited),
    file: edited.display,
    linesBefore: edited.front?.linesBefore ?? 0,
    asText: true,
  };
  const read = readYamlRecord(source);
  if (read.value === undefined) throw new ProblemError('problems' in read ? read.problems : []);
  return read.value;
}

function checkedFront(edited: EditedFile, timezone: string) {
  const parts = split(edited.text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'), edited.display);
  if ('problem' in parts) throw new ProblemError([parts.problem]);
  const read = readIssueFront(parts, edited.display, timezone);
  if (!read.value) throw new ProblemError(read.problems);
  return read.value;
}

/**
 * The text of an issue with what an editor changed. Everything else stays byte for byte.
 * @throws ProblemError if a change cannot be made without changing more.
 */
export function changedIssue(edited: EditedFile, wanted: IssueFields, timezone: string): string {
  const { fields, isHeading } = fieldsOf(edited, timezone);
  const isNewHeading = isHeading && wanted.subject !== '';
  const changes = changesOf(edited, fields, isNewHeading ? { ...wanted, subject: fields.subject } : wanted, timezone);
  const below = withBody(edited, checkedFront(edited, timezone).subject, {
    ...(isHeading && { heading: wanted.subject }),
    introduction: wanted.introduction,
  });
  return withFront({ ...edited, text: edited.text.slice(0, edited.body) + below }, changes);
}

/** Keys of an issue in the order in which people write them. */
const order = [
  'subject',
  'preheader',
  'date',
  'language',
  'translationOf',
  'draft',
  'kind',
  'layout',
  'theme',
  'articles',
  'latest',
  'tag',
  'since',
  'sendOn',
  'data',
];

function changesOf(edited: EditedFile, old: IssueFields, wanted: IssueFields, timezone: string): YamlChange[] {
  const change = (key: string, value: unknown): YamlChange => ({
    path: [key],
    value,
    before: order.slice(order.indexOf(key) + 1),
  });
  const words = (['subject', 'preheader', 'layout', 'theme'] as const).flatMap((key) =>
    old[key] === wanted[key] ? [] : [change(key, wanted[key] === '' ? undefined : wanted[key])],
  );
  const isSame = isSameDate(old.date, wanted.date, timezone);
  const date = isSame ? [] : [change('date', wanted.date === '' ? undefined : wanted.date)];
  const draft = old.draft === wanted.draft ? [] : [change('draft', wanted.draft ? true : undefined)];
  return [...words, ...date, ...draft, ...articleChanges(edited, old, wanted, change)];
}

function articleChanges(
  edited: EditedFile,
  old: IssueFields,
  { articles: wanted }: IssueFields,
  change: (key: string, value: unknown) => YamlChange,
): YamlChange[] {
  if (wanted === undefined) return [];
  const raw = rawFront(edited);
  const given =
    typeof raw.articles === 'string' ? [raw.articles] : Array.isArray(raw.articles) ? (raw.articles as unknown[]) : [];
  const listed = wanted.map((one) => entryOf(one, given));
  if (old.articles && JSON.stringify(listed) === JSON.stringify(given)) return [];
  const rules = ['latest', 'tag', 'since'].filter((key) => raw[key] !== undefined);
  return [change('articles', listed), ...rules.map((key) => change(key, undefined))];
}

/** An entry as it is written: a slug alone, or a record. */
function entryOf({ old, slug, id, layout }: ListedArticle, given: readonly unknown[]): unknown {
  const known = old === undefined ? undefined : given[old];
  if (typeof known === 'object' && known !== null) {
    const { layout: before, ...rest } = known as Record<string, unknown>;
    if (layout === before) return known;
    return layout === undefined ? rest : { ...rest, layout };
  }
  const name = typeof known === 'string' ? known : (slug ?? id ?? '');
  const hasIds = given.some((one) => typeof one === 'object' && one !== null && 'id' in one);
  const withId = known === undefined && hasIds && id !== undefined && slug !== undefined;
  if (layout === undefined && !withId && (known !== undefined || slug !== undefined)) return name;
  return {
    ...(slug === undefined && known === undefined ? {} : { slug: name }),
    ...((withId || (slug === undefined && known === undefined)) && { id }),
    ...(layout !== undefined && { layout }),
  };
}

/**
 * Writes what an editor changed into the file of an issue, unless the file is no longer the one that the editor saw.
 * @throws ProblemError
 */
export async function saveIssue(config: Config, file: string, seen: string, wanted: IssueFields): Promise<Replaced> {
  const { timezone } = config.settings;
  return replaceEdited(config, file, seen, (current) => changedIssue(current, wanted, timezone));
}
