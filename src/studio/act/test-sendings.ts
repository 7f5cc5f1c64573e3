import { type Problem, ProblemError, withState } from '../../model/problem.ts';
import { type DeliveryOptions, deliver } from '../../send/smtp/smtp.ts';
import { prepareTestOf } from '../../sendings/compose-test.ts';
import { nothingSent } from '../../sendings/refusal.ts';
import type { Good } from '../session.ts';
import { SharedWork } from '../shared-work.ts';
import { noServer } from './prospect.ts';

/** What became of a test letter. */
export type TestOutcome =
  | { readonly kind: 'sent'; readonly to: string; readonly reply: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[]; readonly state: string };

interface TestOrder {
  /** Given out with the form: however often the form comes, the letter goes once. */
  readonly key: string;
  readonly name: string;
  readonly to: string;
  readonly now: Date;
  readonly good: Good;
  /** Of the request; the letter is not handed over if all who asked for it have left by then. */
  readonly signal: AbortSignal;
}

/** At most so many outcomes are kept, in memory alone. */
const mostKept = 50;

/** Sends test letters, each once. */
export class TestSendings {
  readonly #work = new SharedWork<TestOutcome>();
  readonly #options: DeliveryOptions;
  readonly #byKey = new Map<string, TestOutcome>();
  readonly #byName = new Map<string, TestOutcome>();

  constructor(options: Pick<DeliveryOptions, 'timeouts'> = {}) {
    this.#options = options;
  }

  /** The outcome of the last one of an item. */
  last(name: string): TestOutcome | undefined {
    return this.#byName.get(name);
  }

  /** Rejects with the signal's reason if the letter was not handed over because everybody left; it may be sent anew then. */
  async send({ key, name, to, now, good, signal }: TestOrder): Promise<TestOutcome> {
    const known = this.#byKey.get(key);
    if (known) return known;
    return this.#work.join(
      key,
      async (ends) => {
        const outcome = await sendTest({ name, to, now, good, signal: ends }, this.#options);
        keep(this.#byKey, key, outcome);
        keep(this.#byName, name, outcome);
        return outcome;
      },
      { signal },
    );
  }
}

async function sendTest(
  { name, to, now, good, signal }: Omit<TestOrder, 'key'>,
  options: DeliveryOptions,
): Promise<TestOutcome> {
  try {
    const { prepared, config } = good;
    if (!config.smtp) return { kind: 'failed', problems: [noServer], state: nothingSent };
    const request = { config, now, toFile: false, named: 'the address' };
    const letter = await good
      .fitted(name)
      .then((fitted) => prepareTestOf(prepared, fitted, to, request))
      .catch(withState(nothingSent));
    signal.throwIfAborted();
    const envelope = { from: letter.sender, to: letter.to };
    const { reply } = await deliver(letter.message, envelope, letter.smtp!, { ...options, signal });
    return { kind: 'sent', to: letter.to, reply, problems: letter.problems };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { kind: 'failed', problems: error.problems, state: error.state };
  }
}

function keep(kept: Map<string, TestOutcome>, key: string, outcome: TestOutcome): void {
  kept.delete(key);
  kept.set(key, outcome);
  for (const old of [...kept.keys()].slice(0, -mostKept)) kept.delete(old);
}
