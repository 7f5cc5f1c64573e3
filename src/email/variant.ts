import type { Issue } from '../issue.ts';
import { ProblemError } from '../problem.ts';
import type { Settings } from '../publication.ts';
import { parseSlots, resolveSlots, type SlotPart, slotKinds, tagsIn } from '../slot.ts';
import { oneLine } from './content.ts';
import { refuseSentinels, type Sentinels } from './sentinels.ts';

/** How many letters an issue may be compiled to. */
const mostVariants = 32;
/** How many combinations of tags are looked at, should most of them lead to the same letter. */
const mostWays = 1024;

/**
 * An issue for readers with some tags: conditions are decided, and sentinels stand for its slots. In an article by
 * itself braces are text. Throws a ProblemError at the issue's place for what is no slot, and for a slot that
 * nothing fills.
 */
export function issueFor(tags: ReadonlySet<string>, issue: Issue, settings: Settings, sentinels: Sentinels): Issue {
  refuseSentinels([
    issue.subject,
    issue.preheader,
    issue.introduction?.replace(/&#(x0*fdd[01]|0*6497[67]);/gi, '\ufdd0'),
  ]);
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
    subject: oneLine(resolveSlots(subject, tags, write)),
    preheader: oneLine(resolveSlots(preheader, tags, write)),
    // What a condition left of a paragraph is none.
    ...(chosen !== undefined && { introduction: chosen.replace(/<p>\s*<\/p>/g, '') }),
  };
}

/** The tags that an issue's conditions ask for. Throws as `issueFor` does. */
export function segmentsOf(issue: Issue, settings: Settings): string[] {
  const { subject, preheader, introduction = [] } = partsOf(issue, settings);
  return tagsIn([...subject, ...preheader, ...introduction]);
}

/**
 * One set of tags for each letter that an audience needs: readers who would read the same share one. Without an
 * audience, whoever there could be. Throws a ProblemError at the issue's place if they are more than 32.
 */
export function variantsOf(
  issue: Issue,
  settings: Settings,
  audience?: Iterable<ReadonlySet<string>>,
): readonly ReadonlySet<string>[] {
  const parts = partsOf(issue, settings);
  const asked = tagsIn([...parts.subject, ...parts.preheader, ...(parts.introduction ?? [])]);
  const variants = new Map<string, ReadonlySet<string>>();
  const seen = new Set<string>();
  // Each tag that is asked for parts some way through the conditions in two.
  if (!audience && asked.length >= mostVariants) throw tooMany(issue);
  for (const readers of audience ?? waysThrough(Object.values(parts).flat(), new Set(), new Set())) {
    const tags = new Set(asked.filter((tag) => readers.has(tag)));
    const combination = JSON.stringify([...tags]);
    if (seen.has(combination)) continue;
    seen.add(combination);
    const read = Object.values(parts).map((part) =>
      resolveSlots(part, tags, ({ name, fallback }) => `\ufdd0${name} ${fallback}\ufdd1`),
    );
    const key = JSON.stringify(read);
    if (!variants.has(key)) variants.set(key, tags);
    if (variants.size > mostVariants || (!audience && seen.size > mostWays)) throw tooMany(issue);
  }
  return [...variants.values()];
}

/**
 * The sets of tags that lead to every way through the conditions, beginning with none. A tag is decided only where it
 * is asked for: a chain of `elsif` has as many ways as branches, though its tags could be combined in many more.
 */
function* waysThrough(
  parts: readonly SlotPart[],
  has: ReadonlySet<string>,
  lacks: ReadonlySet<string>,
): Generator<ReadonlySet<string>> {
  const tag = firstUndecided(parts, has, lacks);
  if (tag === undefined) return yield has;
  yield* waysThrough(parts, has, new Set([...lacks, tag]));
  yield* waysThrough(parts, new Set([...has, tag]), lacks);
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
    // Where in its file it stands, whoever read the issue has told; here its text is all that is known.
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
