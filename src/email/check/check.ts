import type { Problem } from '../../model/problem.ts';
import { findAddresses } from './addresses.ts';
import { findContrast } from './contrast.ts';
import { findElements } from './elements.ts';
import { findFeatures } from './features.ts';
import type { Finding } from './finding.ts';
import { findHeaders } from './headers.ts';
import { findLines } from './lines.ts';
import { type ParsedMessage, parseMessage } from './message.ts';
import { findParts } from './parts.ts';
import { type LetterContext, placeOfSpot } from './place.ts';
import { rules } from './rules.ts';
import { findSize } from './size.ts';
import { findSlots } from './slots.ts';
import { findTracking } from './tracking.ts';
import { findUnsubscribe } from './unsubscribe.ts';
import { findWeight } from './weight.ts';

/**
 * Holds a complete message to every rule that a newsletter has to keep with mail programs, receivers and the law.
 * Errors come first, then warnings, each at the file that mends it. Whatever the bytes are, it ends in a list.
 */
export async function checkMessage(bytes: Uint8Array, context: LetterContext): Promise<Problem[]> {
  const message = await parseMessage(bytes);
  const findings = message ? findAll(message, context) : [unreadable];
  const problems = findings.map((finding) => problemOf(finding, context));
  return problems.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/** A finding as a problem at the place where a person mends it. */
export function problemOf({ rule, message, hint, at }: Finding, context: LetterContext): Problem {
  return { severity: rules[rule], rule, message, hint, ...placeOfSpot(at, context) };
}

function findAll(message: ParsedMessage, { settings, issue, longest, weigh }: LetterContext): Finding[] {
  return [
    ...findHeaders(message, settings.newsletter),
    ...findLines(message),
    ...findParts(message),
    ...findUnsubscribe(message, settings.newsletter),
    ...findSize(message, issue, longest),
    ...findElements(message),
    ...findAddresses(message),
    ...findSlots(message, issue, settings),
    ...findContrast(message),
    ...findTracking(message),
    ...findWeight(message, weigh),
    ...findFeatures(message),
  ];
}

const unreadable: Finding = {
  rule: 'unreadable',
  message: 'no mail program can read the message',
  hint: 'Its parts or headers are nested or sized beyond all limits.',
  at: { line: 1 },
};
