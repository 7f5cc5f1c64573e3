import { hash } from 'node:crypto';
import { basename } from 'node:path';
import { slugOf } from '../../lib/slug.ts';
import { isDay, midnight } from '../../lib/time.ts';
import type { LocalFile, Origin } from '../../model/article.ts';
import type { DataValue } from '../../model/data-value.ts';
import type { IssueKind, ItemLayout, Occasion } from '../../model/issue.ts';
import { overrideIn, overridesIn } from '../../model/override.ts';
import type { Locate, Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import { slotKinds } from '../../model/slot.ts';
import { deviceSlug } from '../device-names.ts';
import type { SourceFile } from '../formats/source.ts';
import { split } from '../formats/split.ts';
import type { ReferenceLookup } from '../resolver.ts';
import { readIntroduction } from './introduction.ts';
import { type IssueFront, type IssueReference, readIssueFront } from './issue-front.ts';
import { problemsInValue } from './slot-problems.ts';

/** A hand-made issue as its file gives it, before it is known which articles it holds. */
export interface IssueManuscript {
  /** Relative to the publication, with `/`. The lock's key. */
  readonly path: string;
  /** The name of its file. */
  readonly slug: string;
  readonly url: string;
  /** SHA-256, hexadecimal, of all that its file says. */
  readonly hash: string;
  /** Absent for a digest that has none of its own: its titles make one. */
  readonly subject?: string;
  readonly preheader?: string;
  readonly language: string;
  /** The slug of the issue that it is an edition of, as its file names it. */
  readonly translationOf?: string;
  /** RFC 3339, from the front matter. */
  readonly date?: string;
  /** Midnight of the day that the file's name begins with. */
  readonly nameDate?: string;
  readonly draft: boolean;
  readonly layout?: ItemLayout;
  readonly kind?: IssueKind;
  readonly sendOn?: Occasion;
  /** The name of a theme, which may not be there. */
  readonly theme?: string;
  /** Values for its theme, which may not take them. */
  readonly data?: Readonly<Record<string, DataValue>>;
  readonly choice: Choice;
  /** A sanitised XHTML fragment, with slots. */
  readonly introduction?: string;
  readonly files: readonly LocalFile[];
  readonly origin: Origin;
  /** The place of a key in its front matter. */
  readonly at: Locate;
}

/** Which articles an issue holds: those that it names, those that meet a rule, or none. */
export type Choice = { readonly entries: readonly IssueReference[] } | SelectionRule | { readonly none: true };

export interface SelectionRule {
  readonly latest?: number;
  readonly tag?: string;
  /** `last` for articles that no earlier issue carried, else an instant. */
  readonly since?: string;
}

/** Reads the text of an issue's file. */
export async function readIssue(
  text: string,
  file: SourceFile,
  disk: ReferenceLookup & { readonly settings: Settings },
): Promise<{ readonly issue?: IssueManuscript; readonly problems: readonly Problem[] }> {
  const parts = split(text, file.display);
  if ('problem' in parts) return { problems: [parts.problem] };
  const read = readIssueFront(parts, file.display, disk.settings.timezone);
  if (!read.value) return { problems: read.problems };
  const { value: front, at } = read;
  const { name, slug, nameDate } = namesOf(file, disk.settings.timezone);
  const choice = choiceOf(front, at);
  // An issue has no page where another program makes the site.
  const url = new URL(disk.settings.site ? `issues/${slug}/` : '', disk.settings.url).href;
  const kinds = slotKinds(disk.settings.newsletter);
  const { language = disk.settings.language } = front;
  const body = await readIntroduction(parts, front.subject, { text, file, url, slug, language, disk, kinds });
  const subject = front.subject ?? body.subject;
  const isNamed = subject !== undefined || (front.kind === 'digest' && !('none' in choice));
  const faults = [
    ...('rule' in choice ? [choice] : []),
    ...(slug === '' ? [nameless(name, file)] : []),
    ...(isNamed ? [] : [subjectless(at)]),
    ...overridesIn(front, at),
    ...(front.subject === undefined ? overrideIn(subject, 'subject', () => at([])) : []),
    ...problemsInValue(front.subject, kinds, at(['subject'])),
    ...problemsInValue(front.preheader, kinds, at(['preheader'])),
    ...body.problems,
    ...deviceSlug(slug, { file: file.display, line: 1 }),
  ];
  if (!isNamed || 'rule' in choice || faults.some(({ severity }) => severity === 'error')) return { problems: faults };
  const issue: IssueManuscript = {
    path: file.path,
    slug,
    url,
    hash: hash('sha256', text.normalize('NFC')),
    ...(subject !== undefined && { subject }),
    ...(front.preheader !== undefined && { preheader: front.preheader }),
    language,
    ...(front.translationOf !== undefined && { translationOf: front.translationOf }),
    ...(front.date !== undefined && { date: front.date }),
    ...(nameDate !== undefined && { nameDate }),
    draft: front.draft ?? false,
    ...(front.layout !== undefined && { layout: front.layout }),
    ...(front.kind !== undefined && { kind: front.kind }),
    ...(front.sendOn !== undefined && { sendOn: front.sendOn }),
    ...(front.theme !== undefined && { theme: front.theme }),
    ...(front.data !== undefined && { data: front.data }),
    choice,
    ...(body.content !== '' && { introduction: body.content }),
    files: body.files,
    origin: { file: file.display, line: at(['subject']).line ?? 1 },
    at,
  };
  return { issue, problems: faults };
}

function choiceOf({ articles, latest, tag, since }: IssueFront, at: Locate): Choice | Problem {
  const rule: SelectionRule = { ...(latest && { latest }), ...(tag && { tag }), ...(since && { since }) };
  const [key] = Object.keys(rule);
  if (articles === undefined) return key === undefined ? { none: true } : rule;
  if (key === undefined) return { entries: articles };
  return {
    severity: 'error',
    rule: 'issue-articles',
    message: `articles are named, so "${key}" chooses none`,
    hint: `Name them under "articles", or choose them by "latest", "tag" and "since", but not both.`,
    ...at([key], 'key'),
  };
}

function namesOf({ name, ending }: SourceFile, timezone: string) {
  const own = basename(name).slice(0, -ending.length);
  const day = own.slice(0, 10);
  return { name: own, slug: slugOf(own), ...(isDay(day) && { nameDate: midnight(day, timezone) }) };
}

function subjectless(at: Locate): Problem {
  const hint = 'Add "subject: …" between two lines of three hyphens at the top of the file.';
  return { severity: 'error', rule: 'no-subject', message: 'the issue has no subject', hint, ...at([]) };
}

function nameless(name: string, file: SourceFile): Problem {
  const message = `nothing in the name "${name}" can be part of an address: it holds neither letter nor digit`;
  return {
    severity: 'error',
    rule: 'no-slug',
    message,
    hint: 'Rename the file, such as to hello.md.',
    file: file.display,
  };
}
