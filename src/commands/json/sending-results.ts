import { z } from 'zod';
import { answers } from '../../report/pace.ts';
import { namedStates } from '../../report/report.ts';
import {
  arrayOf,
  audience,
  bounces,
  counts,
  delivery,
  each,
  issueName,
  moment,
  problems,
  returned,
  returnedLetter,
  sending,
  slugList,
  wholeNumber,
} from './shapes.ts';

const mailKinds = [
  'hard',
  'soft',
  'refused',
  'complaint',
  'unsubscribe',
  'asked',
  'joined',
  'declined',
  'automatic',
  'progress',
  'unknown',
] as const;

const reason = z
  .strictObject({
    code: z.string().optional(),
    words: z.string(),
    meaning: z.string().optional(),
    letters: wholeNumber,
  })
  .readonly();

const ofDomain = {
  letters: wholeNumber,
  sent: wholeNumber,
  failed: wholeNumber,
  waiting: wholeNumber,
  median: z.number().describe('Seconds from the first try to the acceptance.').optional(),
  slowest: z.number().optional(),
};

const named = z
  .strictObject({
    people: arrayOf(
      z
        .strictObject({
          address: z.string().optional(),
          attempts: wholeNumber,
          due: moment.optional(),
          at: moment.optional(),
          relay: z.string().optional(),
          reply: z.string().optional(),
        })
        .readonly(),
    ),
    more: wholeNumber.describe('How many are not in the list.'),
  })
  .readonly();

/** The results of the commands about sendings. */
const comingNext = z
  .strictObject({
    run: moment.describe('The next time of the schedule; now or before, if a run is due.').optional(),
    timezone: z.string().describe('That of the schedule.').optional(),
    maxReaders: wholeNumber.optional(),
    cutOff: z.string().describe('The step at which the last run was cut off.').optional(),
    failed: moment.describe('When the last run failed, if none after it was done.').optional(),
    problem: z.string().describe('Why the articles cannot be read.').optional(),
    digest: z.string().describe('A digest that a schedule made and that is still to be sent.').optional(),
    news: arrayOf(z.strictObject({ slug: z.string(), title: z.string() }))
      .describe('Articles that the next digest carries.')
      .optional(),
    future: arrayOf(z.strictObject({ slug: z.string(), title: z.string(), at: moment }))
      .describe('Articles whose date has not come.')
      .optional(),
    issues: slugList.describe('Issues whose date has not come.').optional(),
    drafts: slugList.optional(),
    unfinished: arrayOf(z.strictObject({ slug: z.string(), waiting: wholeNumber })).describe(
      'Sendings that have letters left, and how many.',
    ),
    mails: wholeNumber.describe('Mails to people who sign up or change something that wait for the mail server.'),
    unconfirmed: wholeNumber.describe('People on the list who have not confirmed.'),
  })
  .describe('What happens next, and when.');

export const sendingResults = {
  send: z.strictObject({
    ...issueName,
    subject: z.string(),
    dryRun: z.boolean(),
    opened: z.boolean().describe('From now on it goes to each reader who confirms; with dryRun, it would.').optional(),
    busy: z.boolean().describe('Another process is sending this issue, so this one did nothing.'),
    stopped: z.boolean(),
    batches: wholeNumber.describe('With --to-workers, how many batches were handed to workers.').optional(),
    run: z
      .strictObject({
        sent: wholeNumber,
        failed: wholeNumber,
        deferred: wholeNumber,
        suppressed: wholeNumber,
        'in-doubt': wholeNumber,
      })
      .describe('The letters of this run.'),
    count: wholeNumber.describe('How many letters were to be sent when it began.'),
    cancelled: wholeNumber
      .describe(
        'With --cancel, how many letters it cancelled; else how many were before, where nothing is left to send.',
      )
      .optional(),
    counts: counts.describe('All letters of the issue; absent before it was ever sent.').optional(),
    bounces: bounces.optional(),
    audience,
    problems,
  }),
  'send-pause': z.strictObject({
    issue: z.string().describe('Absent where it is about all sendings.').optional(),
    slug: z.string().optional(),
    paused: z.boolean().describe('Whether it is paused now.'),
    changed: z.boolean().describe('Whether it was not so before.'),
  }),
  'send-to': z.strictObject({
    ...issueName,
    to: z.string(),
    reply: z.string().describe("The server's answer.").optional(),
    file: z.string().describe('With --dry-run, the message.').optional(),
    problems,
  }),
  status: z.strictObject({
    sendings: arrayOf(z.strictObject({ ...sending, counts, returned })),
    expectant: wholeNumber
      .describe('Readers who confirmed and wait for a welcome letter that could not be opened yet.')
      .optional(),
    next: comingNext.optional(),
  }),
  'status-issue': z.strictObject({
    ...sending,
    counts,
    bounces,
    returned,
    failures: arrayOf(reason).describe('Why letters failed; of a long list the first 10,000.'),
    waits: arrayOf(reason).describe('Why letters wait; of a long list the first 10,000.'),
    first: moment.describe("Of a server's first answer.").optional(),
    last: moment.optional(),
    lastMinute: wholeNumber.describe('Letters sent in the minute that the last answer ends.'),
    sender: z
      .strictObject({ host: z.string(), pid: z.int() })
      .describe('The process that sends now.')
      .readonly()
      .optional(),
    batches: z
      .strictObject({ held: wholeNumber, waiting: wholeNumber, later: wholeNumber, resting: wholeNumber })
      .describe('Of a sending that was handed to workers: batches that a worker has now, and those that wait.')
      .readonly()
      .optional(),
    paused: z
      .strictObject({ at: moment, isOfAll: z.boolean(), why: z.string().optional() })
      .describe('Nobody sends it before that is ended.')
      .readonly()
      .optional(),
  }),
  'status-only': z.strictObject({ deliveries: arrayOf(delivery) }),
  who: z.strictObject({
    ...issueName,
    address: z.string(),
    reason: z.string().describe('Why there was no letter; then there is no state.').optional(),
    ...delivery.pick({ state: true, attempts: true, due: true, events: true }).partial().shape,
    returned: arrayOf(z.strictObject(returnedLetter)).describe('Oldest first; absent without a letter.').optional(),
  }),
  report: z.strictObject({
    ...sending,
    made: moment,
    counts,
    addsUp: z.boolean(),
    deferred: wholeNumber.describe('Of the pending ones, how many a server has deferred at least once.'),
    first: moment.optional(),
    last: moment.optional(),
    pace: z
      .strictObject({
        seconds: z.int().describe('The length of a stretch.'),
        stretches: arrayOf(z.strictObject({ at: moment, ...each(answers, wholeNumber).unwrap().shape }).readonly()),
      })
      .readonly()
      .optional(),
    failures: arrayOf(reason),
    waits: arrayOf(reason),
    domains: z
      .strictObject({
        count: wholeNumber,
        slowest: arrayOf(z.strictObject({ domain: z.string(), ...ofDomain }).readonly()),
        others: z
          .strictObject({ domains: wholeNumber, ...ofDomain })
          .readonly()
          .optional(),
      })
      .readonly(),
    names: each(namedStates, named).optional(),
    returned: z.strictObject({ counts: returned, reasons: arrayOf(reason), names: named.optional() }).readonly(),
  }),
  rehearse: z.strictObject({
    ...issueName,
    subject: z.string(),
    ok: z.boolean(),
    invented: z.boolean(),
    audience,
    counts,
    faults: arrayOf(z.strictObject({ fault: z.string(), letters: wholeNumber, became: z.string() }).readonly()),
    checks: arrayOf(z.strictObject({ check: z.string(), ok: z.boolean(), found: arrayOf(z.string()) }).readonly()),
    seconds: z.number(),
    lettersPerSecond: z.number(),
    problems,
  }),
  'inbox-show': z.strictObject({
    events: arrayOf(
      z
        .strictObject({
          at: moment,
          provider: z.string(),
          reason: z.string().describe('Why nobody was held to it.'),
          content: z.string().describe('The event as JSON, cut off, without the tokens of readers.'),
        })
        .readonly(),
    ),
  }),
  inbox: z.strictObject({
    mailbox: z.string(),
    applied: z.boolean(),
    read: wholeNumber,
    known: wholeNumber.describe('Mails that were read before.'),
    leftAlone: wholeNumber.describe('Mails that are left alone, as in an earlier run, which named them.'),
    moved: wholeNumber,
    counts: each(mailKinds, wholeNumber),
    outbox: each(['sent', 'postponed', 'refused', 'expired', 'waiting'], wholeNumber)
      .describe('Mails that ask to confirm.')
      .optional(),
    mails: arrayOf(
      z
        .strictObject({
          key: z.string(),
          kind: z.enum([...mailKinds, 'known']),
          result: z.enum(['left', 'left-before', 'joined', 'joined-before', 'counted', 'held', 'none']),
          address: z.string().optional(),
          times: wholeNumber.optional(),
          reason: z.string().optional(),
          date: z.string(),
          from: z.string(),
          subject: z.string(),
        })
        .readonly(),
    ),
  }),
} as const;
