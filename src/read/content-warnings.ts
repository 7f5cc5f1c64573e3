import { oneLine } from '../lib/escape.ts';
import { readable } from '../lib/uri.ts';
import type { Locate, Problem } from '../model/problem.ts';
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
    return {
      severity: 'warning',
      rule: 'foreign-markup',
      message: `readers see ${oneLine(leftover.text).slice(0, 60)} as it stands: ${nameOfLeftover(leftover)}${others}`,
      hint: 'It is markup of another program. Write Markdown or HTML in its place; as part of the text, put it into backquotes.',
      ...placeOf(leftover),
    };
  });
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
