import type { Email } from '../../email/letter.ts';
import { fillLetter, fillMjml } from '../../email/slots.ts';
import { parseMailbox } from '../../lib/address.ts';
import type { Issue } from '../../model/issue.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { composeLetter } from '../../pipeline.ts';
import type { FittedIssue } from '../../publish/letters/fit-issue.ts';
import { type Item, isShownAlone } from '../items.ts';
import type { Good } from '../session.ts';
import type { Studio } from '../studio.ts';
import { readerNamed, type SampleReader, sampleReaders } from './readers.ts';

/** A letter as one kind of reader gets it. */
export interface OpenedLetter {
  readonly good: Good;
  readonly fitted: FittedIssue;
  readonly readers: readonly SampleReader[];
  readonly reader: SampleReader;
  /** The issue and its editions, where it has some. */
  readonly editions: readonly Issue[];
  readonly email: Email;
  readonly mjml: string;
  readonly message: () => Uint8Array;
}

/** What can be shown of an item now: the letter, or that of the last good state, and what is wrong. */
interface LetterOpening {
  readonly item: Item | undefined;
  readonly opened?: OpenedLetter;
  readonly fault?: readonly Problem[];
}

/** Opens letters, and keeps the last good one of each item for the time in which it cannot be made. */
export class LetterDesk {
  readonly #studio: Studio;
  readonly #last = new Map<string, { good: Good; fitted: FittedIssue }>();

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  async open(name: string, { reader, edition }: { reader: string; edition?: string }): Promise<LetterOpening> {
    const { session } = this.#studio;
    const item = (await session.items()).find((one) => one.name === name);
    const wanted = edition ?? name;
    const { good, fault } = await session.state(shownName(item));
    if (!good) return { item, ...(fault && { fault }) };
    try {
      const fitted = await good.fitted(wanted);
      this.#keep(wanted, { good, fitted });
      return { item, opened: openedLetter(good, fitted, reader), ...(fault && { fault }) };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      // A name that nobody has is no problem of the publication.
      if (!item) return { item, ...(fault && { fault }) };
      const last = this.#last.get(wanted);
      return {
        item,
        fault: [...(fault ?? []), ...error.problems],
        ...(last && { opened: openedLetter(last.good, last.fitted, reader) }),
      };
    }
  }

  #keep(name: string, made: { good: Good; fitted: FittedIssue }): void {
    this.#last.delete(name);
    this.#last.set(name, made);
    // Each holds a whole state of the publication.
    for (const key of [...this.#last.keys()].slice(0, -4)) this.#last.delete(key);
  }
}

/** The name by which a draft or a future item is shown as if it were published. */
export function shownName(item: Item | undefined): string | undefined {
  return item && isShownAlone(item) ? item.name : undefined;
}

function openedLetter(good: Good, fitted: FittedIssue, key: string): OpenedLetter {
  const { publication } = good.prepared;
  const { issue, letters, ways } = fitted;
  const readers = sampleReaders(issue, publication.settings, ways);
  const reader = readerNamed(readers, key);
  const letter = letters[reader.letter] ?? letters[0];
  const email = fillLetter(letter, reader.values);
  return {
    ...{ good, fitted, readers, reader, email },
    message: () => composeLetter(letter, issue, publication, reader.values).message,
    mjml: fillMjml(letter, reader.values),
    editions: editionsAround(issue, publication.issues ?? []),
  };
}

/** An issue with all of its editions, whichever of them is open; none where there is one language. */
function editionsAround({ slug, translationOf }: Issue, issues: readonly Issue[]): readonly Issue[] {
  const original = translationOf ?? slug;
  const all = issues.filter((one) => one.slug === original || one.translationOf === original);
  return all.length > 1 ? all.toSorted((a, b) => Number(b.slug === original) - Number(a.slug === original)) : [];
}

/** The name of the sender as inboxes show it. */
export function senderName({ newsletter, title }: Good['config']['settings']): string {
  const mailbox = newsletter.from === undefined ? undefined : parseMailbox(newsletter.from);
  return mailbox?.name || mailbox?.address || title;
}
