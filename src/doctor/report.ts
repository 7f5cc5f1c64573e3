import { counted } from '../lib/count-words.ts';
import { visible } from '../lib/escape.ts';
import type { DnsFinding, DnsRecord } from './finding.ts';

/** Findings as a person reads them: a line for each, and below it what follows, the way out and the record to add. */
export function formatFindings(findings: readonly DnsFinding[]): string {
  return findings.map((finding) => `${lines(finding).join('\n')}\n`).join('');
}

/** Whether something has to be mended, or could not be asked, before letters go out. */
export function needsMending(findings: readonly DnsFinding[]): boolean {
  return findings.some(({ verdict }) => verdict === 'error' || verdict === 'unanswered');
}

/** How many there are of each kind that a person has to look at. */
export function countFindings(findings: readonly DnsFinding[]): string {
  const count = (verdict: DnsFinding['verdict']) => findings.filter((one) => one.verdict === verdict).length;
  const parts = [
    count('error') > 0 && counted(count('error'), 'error'),
    count('warning') > 0 && counted(count('warning'), 'warning'),
    count('unanswered') > 0 && `${count('unanswered')} not answered`,
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(', ')}.` : 'Nothing to mend.';
}

function lines({ check, verdict, message, consequence, hint, record }: DnsFinding): string[] {
  return [
    `${verdict.padEnd(10)}  ${check.padEnd(11)}  ${visible(message)}`,
    ...[consequence, hint].filter((text) => text !== undefined).map((text) => `  ${visible(text)}`),
    ...(record ? ['  The record to have:', `    ${visible(zoneLine(record))}`] : []),
  ];
}

/** As a zone file has it (RFC 1035, section 5.1): in strings of at most 255 bytes, which are read as one. */
function zoneLine({ name, type, value }: DnsRecord): string {
  const strings = value.match(/.{1,255}/gs) ?? [''];
  return `${name}. ${type} ${strings.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(' ')}`;
}
