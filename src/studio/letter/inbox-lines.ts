import { displayWidth } from '../../lib/wrap.ts';

/** What an inbox lists of a letter. */
export interface InboxEntry {
  readonly sender: string;
  readonly subject: string;
  readonly preheader: string;
}

/** A letter in the list of one program, cut as that cuts it. */
export interface InboxLine extends InboxEntry {
  readonly program: string;
  /** Whether the end of the subject is left out. */
  readonly isSubjectCut: boolean;
  /** How many lines subject and preheader share or take. */
  readonly layout: 'one line' | 'two lines' | 'three lines';
}

interface InboxRoom {
  readonly program: string;
  readonly layout: InboxLine['layout'];
  readonly sender: number;
  readonly subject: number;
  readonly preheader: number;
  /** For subject and preheader together, where they share a line. */
  readonly shared?: number;
}

/*
 * Columns of average letters, of which no program has a fixed number: window, font and size of text decide. Guides of
 * senders that measured it (Litmus, Email on Acid, Campaign Monitor, Chamaileon's tests on phones of 2019) differ by a
 * fifth: 60 to 75 for a subject in Gmail, 35 to 45 on phones, 50 to 60 in Outlook's narrow list; preheaders of 90 to 140
 * on wide screens and 40 to 90 on phones. The middle stands here.
 */
const rooms: readonly InboxRoom[] = [
  { program: 'Gmail in a browser', layout: 'one line', sender: 20, subject: 70, preheader: 100, shared: 120 },
  { program: 'Gmail on a phone', layout: 'three lines', sender: 28, subject: 40, preheader: 45 },
  { program: 'Apple Mail on a Mac', layout: 'three lines', sender: 32, subject: 48, preheader: 90 },
  { program: 'Apple Mail on an iPhone', layout: 'three lines', sender: 26, subject: 38, preheader: 84 },
  { program: 'Outlook', layout: 'three lines', sender: 34, subject: 52, preheader: 50 },
];

/** The letter in the lists of the usual programs. Approximate: see `rooms`. */
export function inboxLines({ sender, subject, preheader }: InboxEntry): InboxLine[] {
  return rooms.map(({ program, layout, ...room }) => {
    const cut = cutToColumns(subject, room.subject);
    const left = room.shared === undefined ? room.preheader : Math.max(0, room.shared - displayWidth(cut));
    return {
      program,
      layout,
      sender: cutToColumns(sender, room.sender),
      subject: cut,
      isSubjectCut: cut !== subject,
      preheader: cutToColumns(preheader, Math.min(room.preheader, left)),
    };
  });
}

/** The beginning of a text that fits into so many columns, ended by an ellipsis if it is not the whole. */
function cutToColumns(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let cut = '';
  let used = 1;
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    used += displayWidth(segment);
    if (used > columns) break;
    cut += segment;
  }
  return columns < 2 ? '' : `${cut.trimEnd()}…`;
}
