import { voidElements } from '../lib/html.ts';
import { nearest } from '../lib/nearest.ts';

/** A fault in a rendered template, and its line. */
export interface MarkupFault {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

/**
 * Finds the first tag that is not closed, or that closes nothing, in MJML and the HTML inside it. mjml repairs
 * such markup silently and wrongly. Also refused: included files, which mjml would leave out; unknown components, about
 * which it prints a line of its own; and more elements than it compiles in a few seconds.
 */
export function checkMarkup(source: string): MarkupFault | undefined {
  const open: { name: string; line: number }[] = [];
  let line = 1;
  let counted = 0;
  let elements = 0;
  for (const match of source.matchAll(tags)) {
    line += source.slice(counted, match.index).split('\n').length - 1;
    counted = match.index;
    const [, closing, tag, empty] = match;
    const name = tag?.toLowerCase();
    if (name === undefined || voidElements.has(name)) continue;
    if (name === 'mj-include') return { line, ...included };
    if (name.startsWith('mj-') && !components.has(name)) return { line, ...unknown(name) };
    if (!closing && name.startsWith('mj-') && ++elements > mostElements) return { line, ...tooMany(name) };
    if (!closing) {
      if (!empty) open.push({ name, line });
      continue;
    }
    const last = open.pop();
    if (last?.name === name) continue;
    if (last && open.some((element) => element.name === name))
      return unclosed(last, `before </${name}> on line ${line}`);
    return {
      line,
      message: `</${name}> closes nothing`,
      hint: last ? `<${last.name}> is still open here.` : 'Delete it.',
    };
  }
  const last = open.at(-1);
  return last && unclosed(last, 'where it ends');
}

/** Comments, which are skipped, and tags with their quoted attributes. */
const tags = /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^"'>])*?(\/?)>/gi;

const components = new Set(
  [
    'head body attributes all class breakpoint font html-attributes selector html-attribute preview style title raw',
    'accordion accordion-element accordion-title accordion-text button carousel carousel-image column divider group',
    'hero image navbar navbar-link section social social-element spacer table text wrapper',
  ].flatMap((names) => names.split(' ').map((name) => `mj-${name}`)),
);

function unknown(name: string) {
  const near = nearest(name, [...components]);
  return {
    message: `<${name}>: MJML has no such component`,
    hint: near ? `Did you mean <${near}>?` : 'They are listed at https://documentation.mjml.io/.',
  };
}

const included = {
  message: '<mj-include> is not followed',
  hint: 'Write what it includes into the template itself.',
};

/** Ten for each of 500 articles. */
const mostElements = 5_000;

function tooMany(name: string) {
  return {
    message: `with this <${name}> the letter has more than ${mostElements} elements of MJML`,
    hint: 'A loop runs too often. An mj-text can hold many paragraphs, or all articles.',
  };
}

function unclosed({ name, line }: { name: string; line: number }, where: string): MarkupFault {
  return { line, message: `<${name}> is not closed`, hint: `Write </${name}> ${where}.` };
}
