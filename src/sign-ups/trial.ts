import { createHash } from 'node:crypto';
import type { Budget, Queued, SignUpStore } from '../store/sign-ups.ts';

/** The part of the store that asking somebody needs. */
export type AskingStore = Pick<SignUpStore, 'queue' | 'keepText'>;

/**
 * Asks people in a trial: nothing is stored, and the answers are those of a real run, in which each mail that was queued
 * counts for the next ones.
 */
export function trialOf(store: Pick<SignUpStore, 'usedUp'>): AskingStore {
  const counted = new Map<string, number>();
  const nameOf = ({ name, key }: Budget) => `${name} ${Buffer.from(key).toString('hex')}`;
  return {
    async queue(_, budgets, at): Promise<Queued> {
      const left = budgets.map((budget) => ({ ...budget, limit: budget.limit - (counted.get(nameOf(budget)) ?? 0) }));
      const used = await store.usedUp(left, at);
      if (used !== undefined) return { queued: false, budget: used };
      for (const budget of budgets) counted.set(nameOf(budget), (counted.get(nameOf(budget)) ?? 0) + 1);
      return { queued: true };
    },
    keepText: async (text) => createHash('sha256').update(text).digest('hex'),
  };
}
