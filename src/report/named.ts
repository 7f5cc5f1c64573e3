import type { DeliveryRecord } from '../store/ledger.ts';

/** Some by name, and how many more there are. Of the pending ones only those that a server has deferred. */
export interface Named {
  readonly people: readonly Person[];
  readonly more: number;
}

export interface Person extends Pick<DeliveryRecord, 'address' | 'attempts' | 'due'> {
  readonly at?: Date;
  readonly relay?: string;
  readonly reply?: string;
}
