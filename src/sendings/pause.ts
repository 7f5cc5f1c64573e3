import { ProblemError } from '../model/problem.ts';
import type { Ledger, Pause } from '../store/ledger.ts';

/** How often a run asks whether it is paused, in milliseconds. */
const glance = 2_000;

/** Aborted once a sending is paused, by itself or with all others. To be ended with the run. */
export class PauseWatch {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #pause: Pause | undefined;

  constructor(ledger: Pick<Ledger, 'pauseOf'>, sending: number, interval = glance) {
    let isAsking = false;
    const look = async () => {
      if (isAsking || this.#pause) return;
      isAsking = true;
      // A database that does not answer: work that matters meets it, too, and reports it.
      const pause = await ledger.pauseOf(sending).catch(() => undefined);
      isAsking = false;
      if (!pause) return;
      this.#pause = pause;
      this.#controller.abort();
    };
    this.#timer = setInterval(look, interval).unref();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The pause that was met; nothing if there was none. */
  get pause(): Pause | undefined {
    return this.#pause;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

/** Nothing of what is paused is sent before a person ends that. @throws ProblemError with exit code 2. */
export async function refusePaused(
  ledger: Pick<Ledger, 'pauseOf'>,
  { id, slug }: { readonly id?: number | undefined; readonly slug: string },
): Promise<void> {
  const pause = await ledger.pauseOf(id ?? 'all');
  if (!pause) return;
  const what = pause.isOfAll ? 'all sendings are' : `${slug} is`;
  const problem = {
    ...({ severity: 'error', rule: 'paused' } as const),
    message: `${what} paused${pause.why === undefined ? '' : `: ${pause.why}`}`,
    hint: `End it by: tidings send ${pause.isOfAll ? '' : `${slug} `}--resume`,
  };
  throw new ProblemError([problem], { exitCode: 2, state: 'Nothing was sent.' });
}
