import { ProblemError } from '../../model/problem.ts';

interface FaultWords {
  /** In constant words, such as "is damaged". */
  readonly fault: string;
  /** The way out. */
  readonly hint: string;
  /** 1 where the settings are right and it may go well the next time. */
  readonly exitCode: 1 | 2;
  readonly isBusy?: boolean;
}

/** A failure of the database that a person can do something about. */
export class DatabaseFault extends ProblemError {
  readonly fault: string;
  /** Whether somebody else writes. */
  readonly isBusy: boolean;

  /** `named`: the database as the person knows it. */
  constructor({ fault, hint, exitCode, isBusy = false }: FaultWords, named: string) {
    super([{ severity: 'error', rule: 'database', message: `${named} ${fault}`, hint }], {
      exitCode,
      state: 'What was stored before is kept.',
    });
    this.fault = fault;
    this.isBusy = isBusy;
  }
}
