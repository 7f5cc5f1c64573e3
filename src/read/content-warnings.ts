import { oneLine } from '../lib/escape.ts';
import { readable } from '../lib/uri.ts';
import type { Locate, Problem } from '../model/problem.ts';
import type { Unknown } from './formats/dialects/expander.ts';
import { type Leftover, nameOfLeftover } from './formats/leftovers.ts';

/** The warning of a picture without a description. */
export function undescribed(src: string, place: ReturnType<Locate>): Problem {
  return {
    severity: 'warning',
    rule: 'image-alt',
    message: `the picture ${readable(src).slice(0, 80)} has no description`,
    hint: 'Say what it shows: ![a boat on mud](boat.png), or "alt" in front matter and HTML. If it is mere decoration, write alt="".',
    ...place,
  };
}

/** A warning for each kind of markup that another program would have taken out. */
export function foreignMarkup(
  leftovers: readonly Leftover[],
  placeOf: (leftover: Leftover) => ReturnType<Locate>,
): Problem[] {
  return leftovers.map((leftover): Problem => {
    const others = leftover.count === 1 ? '' : `, and ${leftover.count - 1} more like it`;
    const isNote = leftover.kind === 'note';
    return {
      severity: 'warning',
      rule: isNote ? 'footnote' : 'foreign-markup',
      message: `readers see ${oneLine(leftover.text).slice(0, 60)} as it stands: ${nameOfLeftover(leftover)}${others}`,
      hint: isNote
        ? `Write "${leftover.text}: …" in a paragraph of its own; as part of the text, put it into backquotes.`
        : 'It is markup of another program. Write Markdown or HTML in its place; as part of the text, put it into backquotes.',
      ...placeOf(leftover),
    };
  });
}

/** Warns of buttons without words; and once of an article's markup of other programs that is not known, of which it names the first three. */
export function leftOutMarkup(
  all: readonly Unknown[],
  placeOf: (line: number, text: string) => ReturnType<Locate>,
): Problem[] {
  const wordless = all
    .filter(({ isWordless }) => isWordless)
    .map(({ line, text }) => wordlessButton(placeOf(line, text)));
  return [
    ...wordless,
    ...unknownMarkup(
      all.filter(({ isWordless }) => !isWordless),
      placeOf,
    ),
  ];
}

function wordlessButton(place: ReturnType<Locate>): Problem {
  return {
    severity: 'warning',
    rule: 'button',
    message: 'a button without words was left out',
    hint: 'Write its words between the brackets: [Subscribe](https://…){.button}.',
    ...place,
  };
}

function unknownMarkup(
  unknown: readonly Unknown[],
  placeOf: (line: number, text: string) => ReturnType<Locate>,
): Problem[] {
  const [first] = unknown;
  if (first === undefined) return [];
  const place = placeOf(first.line, first.text.split('\n')[0]!);
  // The first place is that of the problem; those of the others count from it.
  const moved = (place.line ?? first.line) - first.line;
  const named = unknown.slice(0, 3).map(({ text, line }) => `${shortened(text)} (line ${line + moved})`);
  const others = unknown.length > 3 ? ` and ${unknown.length - 3} more` : '';
  return [
    {
      severity: 'warning',
      rule: 'foreign-markup',
      message: `markup of another program was left out: ${named.join(', ')}${others}`,
      hint: 'Write Markdown or HTML in its place, or put it into backquotes if it is part of the text. "foreign: keep" in tidings.yaml publishes it as text.',
      ...place,
    },
  ];
}

/** Warns of boxes, such as `::: tip`, that have no end. */
export function unclosedBoxes(
  boxes: readonly Unknown[],
  placeOf: (line: number, text: string) => ReturnType<Locate>,
): Problem[] {
  return boxes.map(({ line, text }) => ({
    severity: 'warning',
    rule: 'foreign-markup',
    message: 'a box is not closed, and ends with the text or where the next such box begins',
    hint: 'Write ::: in a line of its own where it ends.',
    ...placeOf(line, text),
  }));
}

function shortened(text: string): string {
  const line = oneLine(text);
  return line.length > 60 ? `${line.slice(0, 59).toWellFormed()}…` : line;
}

/** The warning of a footnote that nothing refers to. */
export function unusedNote(name: string, place: ReturnType<Locate>): Problem {
  return {
    severity: 'warning',
    rule: 'footnote',
    message: `nothing refers to the footnote [^${name}], and so it stands nowhere`,
    hint: `Write [^${name}] where it belongs, or take the footnote out.`,
    ...place,
  };
}
