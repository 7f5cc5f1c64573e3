import { z } from 'zod';
import { exclusions, states } from '../../store/ledger.ts';
import { returnKinds } from '../../store/returned-mail.ts';
import { statuses } from '../../subscribers/subscriber.ts';

/** A list that nobody changes. */
export const arrayOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** The same kind of value for each name. */
export const each = <Name extends string, Item extends z.ZodType>(names: readonly Name[], item: Item) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, item])) as Record<Name, Item>).readonly();

export const wholeNumber = z.int().nonnegative();
/** A `Date` here, RFC 3339 in UTC when it is written. */
export const moment = z.date();
export const slugList = arrayOf(z.string());

export const problem = z
  .strictObject({
    severity: z.enum(['error', 'warning']),
    rule: z.string().describe('A short stable name in kebab-case.'),
    message: z.string().describe('For people; its words may change.'),
    hint: z.string().describe('How to mend it, for people.').optional(),
    file: z.string().optional(),
    line: z.int().positive().describe('From 1.').optional(),
    column: z.int().positive().describe('From 1, in UTF-16 code units.').optional(),
    length: wholeNumber.describe('In UTF-16 code units of the line.').optional(),
    excerpt: z.string().describe('The text of that line.').optional(),
  })
  .readonly();
export const problems = arrayOf(problem);

/** Articles and issues that no output holds yet, by slug. */
export const held = z.strictObject({ drafts: slugList, future: slugList });

/** An issue in every result: `issue` is its id, a URI, and `slug` its name in addresses and arguments. */
export const issueName = { issue: z.string().describe('The id: a URI that never changes.'), slug: z.string() };

export const counts = each(states, wholeNumber);
export const audience = z
  .strictObject({
    candidates: wholeNumber.describe('Everybody on the list at that time.'),
    prepared: wholeNumber.describe('Those of them who get the issue.'),
    excluded: each(exclusions, wholeNumber).describe('Those who do not, by reason.'),
  })
  .readonly();

/** The state of the marks that bounces of a sending put on subscribers. */
export const bounces = z
  .strictObject({
    open: wholeNumber.describe('Decided at the end of the run.'),
    held: wholeNumber.describe('Until a person accepts them.'),
    marked: wholeNumber.describe('Taken off the list.'),
  })
  .readonly();

const deliveryEvent = z
  .strictObject({
    at: moment,
    kind: z.enum(['sent', 'failed', 'deferred', 'in-doubt', 'suppressed', 'retried']),
    relay: z.string().describe('The server that answered.').optional(),
    reply: z.string().describe("The server's answer.").optional(),
  })
  .readonly();

/** A letter that came back, or was called spam, after a server took it. */
export const returnedLetter = { kind: z.enum(returnKinds), at: moment, reply: z.string().optional() };
/** They stay among those that were sent. */
export const returned = each(returnKinds, wholeNumber);

const tries = {
  state: z.enum(states),
  attempts: wholeNumber,
  due: moment.describe('When a deferred one is tried again.').optional(),
  events: arrayOf(deliveryEvent).describe('Oldest first.'),
};
export const delivery = z.strictObject({
  subscriber: wholeNumber,
  address: z.string().describe('Absent for a person who was erased since.').optional(),
  ...tries,
});
/** A delivery among those of one person. */
export const deliveryOfPerson = z.strictObject({ slug: z.string(), ...tries });

export const sending = {
  ...issueName,
  subject: z.string(),
  frozen: moment,
  open: z
    .enum(['open', 'closed'])
    .describe(
      'Of the letter to those who confirm: whether each confirmation still adds a delivery. It was opened when it was frozen.',
    )
    .optional(),
  selection: z
    .strictObject({
      tag: z.string().optional(),
      digest: z
        .literal(true)
        .describe('The issue is a digest, which readers who want digests only get, too.')
        .optional(),
    })
    .readonly(),
  audience,
};

export const consentRecord = z
  .strictObject({
    at: moment,
    event: z.enum([
      'subscribed',
      'confirmed',
      'changed',
      'returned',
      'unsubscribed',
      'bounced',
      'complained',
      'erased',
    ]),
    how: z.string(),
    shown: z.string().optional(),
    textHash: z.string().describe('SHA-256 of the text shown, in hexadecimal.').optional(),
    page: z.string().describe('The address of the page with the button.').optional(),
    asked: moment.describe('When the person asked; "at" is when they confirmed it.').optional(),
    language: z.string().describe('Of that page, BCP 47.').optional(),
    ip: z.string().optional(),
  })
  .readonly();

export const subscriber = {
  id: wholeNumber,
  address: z.string(),
  name: z.string().optional(),
  language: z.string().optional(),
  tags: arrayOf(z.string()),
  fields: z.record(z.string(), z.string()).readonly(),
  frequency: z.literal('digests').describe('Absent where the person gets each issue.').optional(),
  status: z.enum(statuses).exclude(['erased']),
  added: moment,
  changed: moment,
};
