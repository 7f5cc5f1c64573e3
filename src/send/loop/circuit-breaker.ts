import { ProblemError, type ProblemText } from '../../model/problem.ts';
import type { Outcome } from '../../store/ledger.ts';

/** How many letters in a row may fail: before the first one was taken, and later. */
const limits = { first: 10, later: 25 };

/** How many of the last letters may bounce. */
const lately = { letters: 100, bounces: 10 };

/** A domain to which so many of the last letters bounced and none went is a case of its own. */
const ownCase = 5;

/** The measure to take when nothing gets through. */
export type Trip =
  /** Nothing goes to anybody any more. */
  | { readonly kind: 'stop'; readonly problem: ProblemError }
  /** Nothing goes to this domain any more. */
  | { readonly kind: 'park'; readonly domain: string; readonly problem: ProblemError };

type Answered = Exclude<Outcome, { kind: 'later' }>;

/** A letter that was answered. */
interface Entry {
  readonly domain: string;
  readonly kind: Answered['kind'];
  /** Whether it was refused for what the mailbox is. */
  readonly bounced: boolean;
}

/**
 * Stops a run that would only use up its list: nothing gets through, or so many mailboxes are said to be gone that it
 * can hardly be true. It asks whether letters are taken, not who answers. Letters that are to be tried again are no
 * sign of that.
 */
export class CircuitBreaker {
  readonly #acceptsBounces: boolean;
  #accepted = false;
  #tripped = false;
  /** The failures since the last letter that was taken. */
  #row: Entry[] = [];
  /** The failures at each domain since the last letter that was taken there. */
  readonly #rows = new Map<string, number>();
  readonly #parked = new Set<string>();
  #last: Entry[] = [];

  /** @param acceptsBounces Whether a person knows that many mailboxes are gone. */
  constructor(acceptsBounces = false) {
    this.#acceptsBounces = acceptsBounces;
  }

  /** Whether it stopped the run. */
  get tripped(): boolean {
    return this.#tripped;
  }

  get parked(): ReadonlySet<string> {
    return this.#parked;
  }

  /** Counts an outcome. Returns what is to be done, if there were too many failures. */
  add(outcome: Outcome, domain: string): Trip | undefined {
    if (outcome.kind === 'later' || this.#parked.has(domain)) return undefined;
    const bounced = outcome.kind === 'failed' && outcome.bounce !== undefined;
    const entry: Entry = { domain, kind: outcome.kind, bounced };
    this.#last = [...this.#last.slice(1 - lately.letters), entry];
    if (outcome.kind === 'sent') {
      this.#accepted = true;
      this.#row = [];
      this.#rows.delete(domain);
      return undefined;
    }
    this.#row.push(entry);
    if (outcome.kind === 'failed') this.#rows.set(domain, (this.#rows.get(domain) ?? 0) + 1);
    return this.#judge(outcome, domain);
  }

  #judge(outcome: Exclude<Answered, { kind: 'sent' }>, domain: string): Trip | undefined {
    const limit = this.#accepted || this.#acceptsBounces ? limits.later : limits.first;
    if (this.#accepted && (this.#rows.get(domain) ?? 0) >= limits.later) return this.#park(outcome, domain);
    if (this.#row.length >= limit) return this.#stop(inRow(outcome, this.#row));
    const bounces = this.#acceptsBounces ? 0 : this.#bouncesLately();
    return bounces > lately.bounces ? this.#stop(tooManyBounces(outcome, bounces)) : undefined;
  }

  /** Of a full hundred; not those of the one domain that may soon be parked. */
  #bouncesLately(): number {
    if (this.#last.length < lately.letters) return 0;
    const bounces = Map.groupBy(
      this.#last.filter(({ bounced }) => bounced),
      ({ domain }) => domain,
    );
    const [most, those] = [...bounces].toSorted((one, other) => other[1].length - one[1].length)[0] ?? ['', []];
    const isCase =
      those.length >= ownCase && !this.#last.some(({ kind, domain }) => kind === 'sent' && domain === most);
    const all = [...bounces.values()].reduce((sum, some) => sum + some.length, 0);
    return isCase ? all - those.length : all;
  }

  #stop(text: ProblemText): Trip {
    this.#tripped = true;
    return { kind: 'stop', problem: problemOf(text, 'The rest of the list stays pending.') };
  }

  #park(outcome: Exclude<Answered, { kind: 'sent' }>, domain: string): Trip {
    this.#parked.add(domain);
    const count = this.#rows.get(domain)!;
    this.#rows.delete(domain);
    this.#row = this.#row.filter((entry) => entry.domain !== domain);
    this.#last = this.#last.filter((entry) => entry.domain !== domain);
    const message = `${count} letters in a row to ${domain} were refused, the last with: ${outcome.reply}`;
    const text = {
      rule: 'domain-refuses-all',
      message,
      hint: 'The other letters to this domain wait for the next run.',
    };
    return { kind: 'park', domain, problem: problemOf(text, 'The other letters to this domain stay pending.') };
  }
}

function inRow({ kind, relay, reply }: Exclude<Answered, { kind: 'sent' }>, row: readonly Entry[]): ProblemText {
  const count = row.length;
  if (relay === undefined)
    return {
      rule: 'nothing-gets-out',
      message: `${count} letters in a row could not be given to any server, the last because: ${reply}`,
      hint: 'Mend what these words name, then send again. What failed is tried once more with --only failed.',
    };
  if (row.every(({ bounced }) => bounced))
    return bounceText(`${relay} refused ${count} mailboxes in a row, the last with: ${reply}`);
  return {
    rule: 'smtp-refuses-all',
    message: `${relay} ${kind === 'failed' ? 'refused' : 'did not confirm'} ${count} letters in a row, the last with: ${reply}`,
    hint: 'Mend what these words name, then send again. What failed is tried once more only if you ask for it.',
  };
}

function tooManyBounces({ relay = '', reply }: Exclude<Answered, { kind: 'sent' }>, bounces: number): ProblemText {
  return bounceText(`${relay} refused ${bounces} of the last ${lately.letters} mailboxes, the last with: ${reply}`);
}

function bounceText(message: string): ProblemText {
  return {
    rule: 'too-many-bounces',
    message,
    hint: 'Nobody is taken off the list for it. So many mailboxes are seldom gone at once: ask the operator of the server, or accept the bounces if the list is old.',
  };
}

function problemOf(text: ProblemText, state: string): ProblemError {
  return new ProblemError([{ severity: 'error', ...text }], { state });
}
