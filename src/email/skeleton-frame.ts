import { pieceToken } from './tokens.ts';

/**
 * What surrounds the articles in a layout: a text, which mjml copies as it is, or rows, with the tags that are open there
 * and all of the head that is not printed.
 */
export type Frame = 'text' | { readonly open: string; readonly close: string };

interface Open {
  readonly name: string;
  readonly tag: string;
  columns: number;
}

/**
 * The frame of the articles in a layout, if they are in texts, or one after the other in the only column of a section:
 * each row of a column is compiled without regard to the others.
 */
export function frameOf(layout: string): Frame | undefined {
  const stack: Open[] = [];
  let found: readonly Open[] | undefined;
  let texts = 0;
  let rows = 0;
  for (const [tag, closing, name, empty] of layout.matchAll(tags)) {
    if (name === undefined) {
      if (tag !== pieceToken) continue;
      const isText = /^mj-(?:text|raw|table)$/.test(stack.at(-1)?.name ?? '');
      texts += Number(isText);
      rows += Number(!isText);
      if (!isText && found && found.at(-1) !== stack.at(-1)) return undefined;
      found = [...stack];
    } else if (closing) {
      if (stack.pop()?.name !== name) return undefined;
    } else {
      const parent = stack.at(-1);
      if (parent && /^mj-(?:column|group)$/.test(name)) parent.columns += 1;
      if (!empty) stack.push({ name, tag, columns: 0 });
    }
  }
  if (texts > 0) return rows === 0 ? 'text' : undefined;
  const [head] = /<mj-head[^>]*>[\s\S]*?<\/mj-head>/.exec(layout) ?? [''];
  const [section, column] = found?.slice(-2) ?? [];
  if (!found || column?.name !== 'mj-column' || section?.name !== 'mj-section' || section.columns !== 1)
    return undefined;
  const [root, ...inner] = found;
  const open = root!.tag + head.replace(printed, '') + inner.map(({ tag }) => tag).join('');
  if (/[\ufdd2\ufdd0]/.test(open)) return undefined;
  return {
    open,
    close: found
      .toReversed()
      .map(({ name }) => `</${name}>`)
      .join(''),
  };
}

/** Comments, MJML's own tags with their quoted attributes, and places of articles. */
const tags = /<!--[\s\S]*?-->|<(\/?)(mj[a-z-]*)(?:"[^"]*"|'[^']*'|[^"'>])*?(\/?)>|\ufdd2=\ufdd3/g;

/** Of a head, what makes no difference to the body. */
const printed = /<(mj-(?:style|raw|title|preview))\b[^>]*>[\s\S]*?<\/\1>/g;

/** A line of a column that mjml copies as it is. */
export function copiedRow(text: string): string {
  return `<mj-raw>${text}</mj-raw>`;
}
