import type { Problem } from '../model/problem.ts';
import type { ResultName, Results } from './json/results.ts';
import type { Terminal } from './terminal.ts';

/** A terminal for a step of a run: what it says is kept until it is known whether anybody needs to read it. */
export class Listened {
  readonly terminal: Terminal;
  readonly problems: Problem[] = [];
  readonly #results = new Map<ResultName, { readonly text: string; readonly value: unknown }>();

  constructor(real: Terminal) {
    this.terminal = {
      json: real.json,
      context: real.context,
      signal: real.signal,
      get hurry() {
        return real.hurry;
      },
      result: (name, text, value) => void this.#results.set(name, { text, value }),
      stream: (pieces) => real.stream(pieces),
      // Nobody is there to be asked.
      ask: () => Promise.resolve(undefined),
      note: () => undefined,
      warn: (problems) => void this.problems.push(...problems),
      refuse: (problems) => void this.problems.push(...problems),
    };
  }

  /** The result of a command, as it would have been printed. */
  result<Name extends ResultName>(name: Name): { readonly text: string; readonly value: Results[Name] } | undefined {
    return this.#results.get(name) as { readonly text: string; readonly value: Results[Name] } | undefined;
  }
}
