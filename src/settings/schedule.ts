import { z } from 'zod';
import { cronFault } from '../lib/cron.ts';
import type { ScheduleSettings } from '../model/publication.ts';
import { refined } from '../model/schema.ts';
import { durationOf, lineSetting, timezoneSetting } from './values.ts';

const cronLine = lineSetting.superRefine((value, context) => {
  // An empty one has its own problem.
  const fault = value === '' ? undefined : cronFault(value);
  if (fault) context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
});

const keys = z.strictObject({
  run: z
    .union([cronLine, z.array(cronLine).min(1, 'names no time')], {
      error: 'must be a line of cron or a list of them, in quotes, such as "0 7 * * 5"',
    })
    .optional(),
  timezone: timezoneSetting.optional(),
  maxReaders: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(999_999_999, 'is more than 999999999')
    .optional(),
  maxAge: refined(
    lineSetting,
    (value) => durationOf(value) !== undefined,
    'is not a time of at most 30 days',
    'Write a number with m, h or d for minutes, hours or days, such as 6h.',
  ).optional(),
});

/** The section `schedule` of `tidings.yaml`. One whose every line is commented out reads as null. */
export const schedule = z.preprocess((section) => section ?? undefined, keys.optional());

/** @param file The section as it was checked. */
export function scheduleWithDefaults(
  { run = [], timezone, maxReaders, maxAge }: z.output<typeof keys>,
  zone: string,
): ScheduleSettings {
  return {
    run: typeof run === 'string' ? [run] : run,
    timezone: timezone ?? zone,
    ...(maxReaders !== undefined && { maxReaders }),
    maxAge: durationOf(maxAge ?? '6h')!,
  };
}
