import { elementsIn, type HtmlTree } from './html-tree.ts';

/** `{{ subscribe_form }}` and `{% if … %}`: template code by which a service fills a letter for each reader. */
const tag = /\{\{[^{}\n]{0,300}\}\}|\{%[^%\n]{0,300}%\}/g;
/** The same, and code in a line of Markdown, which may be about templates. */
const tagOrCode = /(`+)(?!`)[^`\n]*\1(?!`)|\{\{[^{}\n]{0,300}\}\}|\{%[^%\n]{0,300}%\}/g;

/** Markdown without template code, which is named in `omitted`. Code is not touched. */
export function markdownWithoutTags(text: string, omitted: Set<string>): string {
  let fence: string | undefined;
  const lines = text.split('\n').map((line) => {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === undefined && mark === undefined)
      return line.replace(tagOrCode, (found, code?: string) => (code === undefined ? left(found, omitted) : found));
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence)) fence = undefined;
    return line;
  });
  return lines.join('\n');
}

/** The same for HTML. */
export function removeTags(tree: HtmlTree, omitted: Set<string>): void {
  const code = new Set(elementsIn(tree, ({ name }) => name === 'pre' || name === 'code'));
  const holders = [tree, ...elementsIn(tree, () => true)];
  for (const holder of holders) {
    if ('attribs' in holder && isWithin(holder, code)) continue;
    for (const node of holder.children)
      if (node.type === 'text') node.data = node.data.replace(tag, (found) => left(found, omitted));
  }
}

function isWithin(element: { readonly parent: unknown }, code: ReadonlySet<unknown>): boolean {
  for (let one: unknown = element; one; one = (one as typeof element).parent) if (code.has(one)) return true;
  return false;
}

function left(found: string, omitted: Set<string>): string {
  omitted.add(found.replace(/\s+/g, ' '));
  return '';
}
