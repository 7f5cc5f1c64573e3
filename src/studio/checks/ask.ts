import type { Problem } from '../../model/problem.ts';
import type { CheckedLetter } from '../../publish/letters/check-letter.ts';
import type { AskOptions } from '../../system/ask-web.ts';
import { fetchStatus } from '../../system/fetch-status.ts';
import { rateSpam } from '../../system/spamassassin.ts';
import type { Good } from '../session.ts';
import { SharedWork } from '../shared-work.ts';
import { checkItem } from './gather.ts';

/** What another server or program said of a letter. */
export interface AskedLetter {
  readonly words: string;
  readonly problems: readonly Problem[];
  /** Of the publication that was asked about. */
  readonly revision: number;
}

export type AskKind = 'links' | 'spam';

export interface AskProgress {
  readonly done: number;
  readonly total: number;
}

interface AskRequest {
  readonly kind: AskKind;
  readonly name: string;
  readonly good: Good;
  readonly revision: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: AskProgress) => void;
}

/** At most so many answers are kept. */
const mostKept = 20;

/** Asks links and SpamAssassin when a person wants it, each once at a time, and keeps the answers. */
export class Asking {
  readonly #work = new SharedWork<AskedLetter, AskProgress>();
  readonly #kept = new Map<string, AskedLetter>();
  readonly #web: AskOptions;

  /** @param web How addresses are asked; by default none that leads into this machine or its network. */
  constructor(web: AskOptions = {}) {
    this.#web = web;
  }

  last(kind: AskKind, name: string): AskedLetter | undefined {
    return this.#kept.get(`${kind} ${name}`);
  }

  /** Rejects with a ProblemError if the letter cannot be made or rated, and with the signal's reason. */
  async ask({ kind, name, good, revision, signal, onProgress }: AskRequest): Promise<AskedLetter> {
    const key = `${kind} ${name}`;
    const asked = await this.#work.join(
      key,
      async (ends, tell) => {
        const checked = await checkItem(
          good,
          name,
          kind === 'links' ? linkOptions({ ...this.#web, signal: ends }, tell) : spamOptions(ends),
        );
        return { ...resultOf(kind, checked), revision };
      },
      { signal, onProgress },
    );
    this.#kept.delete(key);
    this.#kept.set(key, asked);
    for (const old of [...this.#kept.keys()].slice(0, -mostKept)) this.#kept.delete(old);
    return asked;
  }
}

function linkOptions(web: AskOptions, tell: (progress: AskProgress) => void) {
  return {
    askStatus: (url: string) => fetchStatus(url, web),
    onProgress: (done: number, total: number) => tell({ done, total }),
  };
}

function spamOptions(signal: AbortSignal) {
  return { rateSpam: (message: Uint8Array) => rateSpam(message, { signal }) };
}

function resultOf(kind: AskKind, { problems, links, spam }: CheckedLetter): Omit<AskedLetter, 'revision'> {
  if (kind === 'spam') {
    const found = problems.filter(({ rule }) => rule === 'spam-score' || rule === 'spam-points');
    return { words: `${spam!.score.toFixed(1)} points; 5.0 are spam.`, problems: found };
  }
  const dead = problems.filter(({ rule }) => rule === 'dead-link');
  const { asked, total } = links!;
  const rest = total > asked ? `, ${total - asked} more were not asked` : '';
  const how = dead.length === 0 ? 'all answer' : `${dead.length} ${dead.length === 1 ? 'does' : 'do'} not answer`;
  return { words: `${asked} links and pictures were asked: ${how}${rest}.`, problems: dead };
}
