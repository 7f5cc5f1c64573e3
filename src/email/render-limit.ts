import type { Context } from 'liquidjs';

/**
 * Holds a template to its time, as Liquid does whenever it begins a list of nodes. No output follows from the clock: a
 * template ends in time, or in an error.
 */
export function checkTime(context: Context): void {
  context.renderLimit.check(performance.now());
}
