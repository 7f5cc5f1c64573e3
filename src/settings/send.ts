import { z } from 'zod';
import type { SendSettings } from '../model/publication.ts';
import { refined } from '../model/schema.ts';
import { durationOf, lineSetting } from './values.ts';

/** Header fields that a letter has already, or that servers write themselves. */
const taken =
  /^(from|sender|reply-to|to|cc|bcc|subject|date|message-id|mime-version|content-.*|list-.*|feedback-id|dkim-signature|return-path|received|precedence|auto-submitted)$/i;

const headerName = refined(
  refined(
    lineSetting,
    (value) => /^[a-z][a-z0-9-]{0,75}$/i.test(value),
    'is not the name of a header field',
    'Write the name alone, such as Resend-Idempotency-Key.',
  ),
  (value) => !taken.test(value),
  'is a field that letters have for something else',
  'Write the name that the relay gives in its documentation, such as Resend-Idempotency-Key.',
);

const rate = z
  .number()
  .positive('must be more than 0')
  .max(100_000, 'is more than any server takes, 100000 a second')
  .optional();

const whole = z.int('must be a whole number').min(1, 'must be at least 1').optional();

const relay = z.strictObject({
  name: refined(
    lineSetting,
    (value) => /^[a-z0-9]+(-[a-z0-9]+)*$/i.test(value),
    'is not the name of a relay',
    'Write letters, digits and single hyphens, such as backup: it is part of variables such as SMTP_BACKUP_URL.',
  ),
  idempotencyHeader: headerName.optional(),
});

const relays = z.array(relay, 'must be a list, each entry with a "name"').superRefine((list, context) => {
  for (const [index, { name }] of list.entries()) {
    if (list.slice(0, index).some((other) => other.name.toLowerCase() === name.toLowerCase()))
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: 'is the name of two relays',
        params: { hint: 'Give each a name of its own.' },
      });
  }
});

const keys = z.strictObject({
  rate,
  ratePerConnection: rate,
  messagesPerConnection: whole,
  perHour: whole,
  perDay: whole,
  ratePerDomain: rate,
  connections: z.int().min(1, 'must be at least 1').max(100, 'is more than 100').optional(),
  retryFor: refined(
    lineSetting,
    (value) => durationOf(value) !== undefined,
    'is not a time of at most 30 days',
    'Write a number with m, h or d for minutes, hours or days, such as 4h.',
  ).optional(),
  idempotencyHeader: headerName.optional(),
  relays: relays.optional(),
});

/** The section `send` of `tidings.yaml`. One whose every line is commented out reads as null. */
export const send = z.preprocess((section) => section ?? undefined, keys.optional());

/** @param file The section as it was checked. */
export function sendWithDefaults({
  connections,
  retryFor,
  relays,
  ...others
}: z.output<typeof keys> = {}): SendSettings {
  return {
    connections: connections ?? 5,
    retryFor: durationOf(retryFor ?? '4h')!,
    relays: (relays ?? []) as SendSettings['relays'],
    ...(others as Omit<SendSettings, 'connections' | 'retryFor' | 'relays'>),
  };
}
