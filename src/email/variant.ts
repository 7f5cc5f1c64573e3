import type { Issue } from '../model/issue.ts';
import { ProblemError } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { parseSlots, resolveSlots, type SlotPart, slotKinds, tagsIn } from '../model/slot.ts';
import { printableLine } from './content.ts';
import { refuseSentinels, type Sentinels } from './sentinels.ts';

/** The most letters that an issue may compile to. */
const mostVariants = 32;
/** The most combinations of tags to try, even if most of them give the same letter. */
const mostWays = 1024;

/**
 * The issue for readers with these tags: conditions are evaluated, and slots replaced by sentinels. In an article by
 * itself braces are text. Throws a ProblemError at the issue's place for a malformed slot, and for a slot without a
 * value.
 */
export function issueFor(tags: ReadonlySet<string>, issue: Issue, settings: Settings, sentinels: Sentinels): Issue {
  refuseSentinels(
    [issue.subject, issue.preheader, issue.introduction?.replace(/&#(x0*fdd[0-4]|0*649(?:7[6-9]|80));/gi, '\ufdd0')],
    issue.origin ?? issue.items[0]?.article.origin,
  );
  const { subject, preheader, introduction } = partsOf(issue, settings);
  const written = new Map<string, string>();
  const write = (slot: Parameters<Sentinels['write']>[0]) => {
    const key = JSON.stringify([slot.name, slot.fallback]);
    const sentinel = written.get(key) ?? sentinels.write(slot);
    written.set(key, sentinel);
    return sentinel;
  };
  const chosen = introduction && resolveSlots(introduction, tags, write);
  return {
    ...issue,
    subject: printableLine(resolveSlots(subject, tags, write)),
    preheader: printableLine(resolveSlots(preheader, tags, write)),
    // Removes paragraphs that a condition left empty.
    ...(chosen !== undefined && { introduction: chosen.replace(/<p>\s*<\/p>/g, '') }),
  };
}

/** The tags in an issue's conditions. Throws as `issueFor` does. */
export function segmentsOf(issue: Issue, settings: Settings): string[] {
  const { subject, preheader, introduction = [] } = partsOf(issue, settings);
  return tagsIn([...subject, ...preheader, ...introduction]);
}

/** Readers with some tags and without others, and the index of the letter that they get. */
export interface TagWay {
  /** The tags that a reader must have. */
  readonly has: readonly string[];
  /** The tags that a reader must not have. */
  readonly lacks: readonly string[];
  readonly letter: number;
}

/**
 * One set of tags for each letter that an issue becomes: readers of the same text share one. Throws a
 * ProblemError at the issue's place if there are more than 32.
 */
export function variantsOf(issue: Issue, settings: Settings): readonly ReadonlySet<string>[] {
  return routesOf(issue, settings).variants;
}

/**
 * The variants with the ways to each letter. Every reader matches exactly one way. The way of readers with none of the
 * tags comes first.
 */
export function routesOf(
  issue: Issue,
  settings: Settings,
): { readonly variants: readonly ReadonlySet<string>[]; readonly ways: readonly TagWay[] } {
  const parts = Object.values(partsOf(issue, settings));
  // Each tag splits at least one way through the conditions in two.
  if (tagsIn(parts.flat()).length >= mostVariants) throw tooMany(issue);
  const letters = new Map<string, number>();
  const variants: ReadonlySet<string>[] = [];
  const ways: TagWay[] = [];
  for (const { has, lacks } of waysThrough(parts.flat(), { has: new Set(), lacks: new Set() })) {
    const read = parts.map((part) =>
      resolveSlots(part, has, ({ name, fallback }) => `\ufdd0${name} ${fallback}\ufdd1`),
    );
    const key = JSON.stringify(read);
    const letter = letters.get(key) ?? variants.push(has) - 1;
    letters.set(key, letter);
    ways.push({ has: [...has], lacks: [...lacks], letter });
    if (variants.length > mostVariants || ways.length > mostWays) throw tooMany(issue);
  }
  return { variants, ways };
}

/** Which letter a reader with these tags gets: its index among the variants. Every reader gets exactly one. */
export function letterFor(tags: Iterable<string>, ways: readonly TagWay[]): number {
  const own = new Set(tags);
  return ways.find(({ has, lacks }) => has.every((tag) => own.has(tag)) && !lacks.some((tag) => own.has(tag)))!.letter;
}

interface Decided {
  readonly has: ReadonlySet<string>;
  readonly lacks: ReadonlySet<string>;
}

/**
 * Every way through the conditions, beginning with no tags. A tag is decided only where a condition tests it: a
 * chain of `elsif` has as many ways as branches, although its tags have many more combinations.
 */
function* waysThrough(parts: readonly SlotPart[], decided: Decided): Generator<Decided> {
  const { has, lacks } = decided;
  const tag = firstUndecided(parts, has, lacks);
  if (tag === undefined) return yield decided;
  yield* waysThrough(parts, { has, lacks: new Set([...lacks, tag]) });
  yield* waysThrough(parts, { has: new Set([...has, tag]), lacks });
}

function firstUndecided(
  parts: readonly SlotPart[],
  has: ReadonlySet<string>,
  lacks: ReadonlySet<string>,
): string | undefined {
  for (const part of parts) {
    if (typeof part === 'string' || part.kind === 'slot') continue;
    for (const branch of part.branches) {
      const { tag } = branch;
      if (tag !== undefined && !has.has(tag) && !lacks.has(tag)) return tag;
      if (tag !== undefined && has.has(tag) !== branch.has) continue;
      const inside = firstUndecided(branch.parts, has, lacks);
      if (inside !== undefined) return inside;
      break;
    }
  }
  return undefined;
}

interface Parts {
  readonly subject: readonly SlotPart[];
  readonly preheader: readonly SlotPart[];
  readonly introduction?: readonly SlotPart[];
}

function partsOf({ subject, preheader, introduction, origin }: Issue, settings: Settings): Parts {
  if (!origin)
    return {
      subject: [subject],
      preheader: [preheader],
      ...(introduction !== undefined && { introduction: [introduction] }),
    };
  const kinds = slotKinds(settings.newsletter);
  const read = (text: string, where: string, markup = false) => {
    const { parts, problems } = parseSlots(text, kinds, { markup });
    if (problems.length === 0) return parts;
    // Reading the issue has already reported the place in its file; here only the text is known.
    throw new ProblemError(
      problems.map(({ rule, severity, message, hint }) => ({
        ...{ rule, severity, message: `in the ${where}: ${message}` },
        ...(hint && { hint }),
        ...origin,
      })),
    );
  };
  return {
    subject: read(subject, 'subject'),
    preheader: read(preheader, 'preheader'),
    ...(introduction !== undefined && { introduction: read(introduction, 'introduction', true) }),
  };
}

function tooMany({ origin, slug }: Issue): ProblemError {
  return new ProblemError([
    {
      severity: 'error',
      rule: 'segments',
      message: `the conditions of ${slug} make more than ${mostVariants} different letters`,
      hint: 'Ask for fewer tags, or write some conditions as one with {% elsif %}.',
      ...origin,
    },
  ]);
}
