import { z } from 'zod';
import { statuses } from '../../subscribers/subscriber.ts';
import {
  arrayOf,
  consentRecord,
  deliveryOfPerson,
  each,
  issueName,
  moment,
  problems,
  returnedLetter,
  subscriber,
  wholeNumber,
} from './shapes.ts';

const suppression = z.strictObject({ reason: z.enum(statuses).exclude(['pending', 'active']), at: moment }).readonly();

const earlier = suppression.describe('Why and since when, where it was so before.').optional();

const merged = z.enum(['new', 'changed', 'unchanged', 'refused']);

/** The results of the commands about the list. */
export const listResults = {
  subscribers: z.strictObject({ statuses: each(statuses, wholeNumber), suppressed: wholeNumber }),
  'subscribers-list': z.strictObject({ subscribers: arrayOf(z.strictObject(subscriber)) }),
  'subscribers-show': z.strictObject({
    ...z.strictObject(subscriber).partial().shape,
    address: z.string(),
    suppression: suppression.optional(),
    consent: arrayOf(consentRecord),
    issues: arrayOf(deliveryOfPerson),
    returned: arrayOf(z.strictObject({ ...returnedLetter, slug: z.string().optional() })),
  }),
  'subscribers-add': z.strictObject({ address: z.string(), result: merged, reason: z.string().optional() }),
  'subscribers-tag': z.strictObject({ address: z.string(), tags: arrayOf(z.string()), changed: z.boolean() }),
  'subscribers-remove': z.strictObject({
    ...{ address: z.string(), before: z.boolean(), listed: z.boolean() },
    suppression: earlier,
  }),
  'subscribers-forget': z.strictObject({
    address: z.string(),
    erased: z.boolean(),
    complete: z.boolean().describe('False while another process keeps old bytes in the file.'),
    before: z.boolean(),
  }),
  'subscribers-import': z.strictObject({
    lines: arrayOf(
      z.strictObject({
        file: z.string().optional(),
        line: wholeNumber,
        address: z.string(),
        result: merged,
        reason: z.string().optional(),
      }),
    ),
    counts: each(merged.options, wholeNumber),
    applied: z.boolean(),
    problems,
    recognised: arrayOf(
      z.strictObject({
        file: z.string(),
        service: z.string(),
        kind: z.string().optional(),
        caution: z.string().optional(),
        active: wholeNumber,
        pending: wholeNumber,
        refusals: wholeNumber,
        leftOut: wholeNumber,
        renamed: z.record(z.string(), z.string()),
        leftOutColumns: z.strictObject({
          undeclared: arrayOf(z.string()),
          payments: arrayOf(z.string()),
          own: arrayOf(z.string()),
        }),
      }),
    ).optional(),
  }),
  'subscribers-export': z.strictObject({
    subscribers: arrayOf(z.strictObject({ ...subscriber, consent: arrayOf(consentRecord) })),
  }),
  'subscribers-export-file': z.strictObject({ file: z.string(), lines: wholeNumber }),
  'subscribers-restore': z.strictObject({
    restored: wholeNumber,
    since: moment,
    ...z.strictObject(issueName).partial().shape,
  }),
  'subscribers-migrate': z.strictObject({
    from: z.string(),
    to: z.string(),
    rows: wholeNumber,
    tables: arrayOf(z.strictObject({ table: z.string(), rows: wholeNumber, sha256: z.string() })),
  }),
  unsubscribe: z.strictObject({ address: z.string().optional(), before: z.boolean(), suppression: earlier }),
  backup: z.strictObject({ file: z.string(), bytes: wholeNumber }),
} as const;
