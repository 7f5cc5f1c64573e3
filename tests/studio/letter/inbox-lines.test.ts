import { expect, test } from 'vitest';
import { displayWidth } from '../../../src/lib/wrap.ts';
import { inboxLines } from '../../../src/studio/letter/inbox-lines.ts';

const programs = [
  'Gmail in a browser',
  'Gmail on a phone',
  'Apple Mail on a Mac',
  'Apple Mail on an iPhone',
  'Outlook',
];

test('a short letter is shown whole in every program', () => {
  const entry = { sender: 'Slack Water', subject: 'The tide tables', preheader: 'Read them aloud.' };
  const lines = inboxLines(entry);
  expect(lines.map(({ program }) => program)).toEqual(programs);
  for (const line of lines) expect(line).toMatchObject({ ...entry, isSubjectCut: false });
});

test('a long subject ends where a program cuts it, and says that it does', () => {
  const subject = 'Twenty letters and more of them about the harbour and its people in the winter of a long year';
  const cut = Object.fromEntries(inboxLines({ sender: 'S', subject, preheader: '' }).map((one) => [one.program, one]));
  expect(cut['Gmail on a phone']!.subject).toBe('Twenty letters and more of them about t…');
  expect(cut.Outlook!.subject).toBe('Twenty letters and more of them about the harbour a…');
  expect(Object.values(cut).every(({ isSubjectCut }) => isSubjectCut)).toBe(true);
});

test('in a browser Gmail gives the preheader the rest of the line of the subject', () => {
  const preheader = 'word '.repeat(60).trim();
  const short = inboxLines({ sender: 'S', subject: 'Short', preheader })[0]!;
  const long = inboxLines({ sender: 'S', subject: 'Long '.repeat(13).trim(), preheader })[0]!;
  expect(displayWidth(short.preheader)).toBeGreaterThan(displayWidth(long.preheader));
  expect(displayWidth(long.subject + long.preheader)).toBeLessThanOrEqual(120);
});

test('wide characters count twice, and none is cut in its middle', () => {
  const [, phone] = inboxLines({ sender: 'S', subject: '庭'.repeat(40), preheader: '👩‍👧‍👦'.repeat(60) });
  expect(phone!.subject).toBe(`${'庭'.repeat(19)}…`);
  expect(phone!.preheader).toBe(`${'👩‍👧‍👦'.repeat(22)}…`);
});

test('a letter without a preheader has an empty one', () => {
  for (const line of inboxLines({ sender: '', subject: '', preheader: '' })) expect(line.preheader).toBe('');
});
