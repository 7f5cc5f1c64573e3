import { type HtmlElement, type HtmlTree, isHtmlElement, removeNode } from './html-tree.ts';
import { someReadersParts } from './member-parts.ts';

/** `{{ subscribe_form }}` and `{% if … %}`: template code by which a service fills a letter for each reader. */
const tag = /(\{\{[^{}\n]{0,300}\}\}|\{%(?:[^%\n]|%(?!\})){0,300}%\})/;
/** The same, and code in a line of Markdown, which may be about templates. */
const tagOrCode = /((`+)(?!`)[^`\n]*\2(?!`)|\{\{[^{}\n]{0,300}\}\}|\{%(?:[^%\n]|%(?!\})){0,300}%\})/;

/**
 * Markdown without template code, which is named in `omitted`, and without text that only some readers got, unless the
 * `isWhole` text is wanted. Code is not touched.
 */
export function markdownWithoutTags(text: string, omitted: Set<string>, isWhole = false): string {
  const conditions = new Conditions(omitted, isWhole);
  let fence: string | undefined;
  const lines = text.split('\n').map((line) => {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === undefined && mark === undefined)
      return partsOf(line, tagOrCode)
        .map((part) => (part.startsWith('{') ? conditions.text(part) : conditions.shown(part)))
        .join('');
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence)) fence = undefined;
    return conditions.shown(line);
  });
  return lines.join('\n');
}

/** The same for HTML. */
export function removeTags(tree: HtmlTree, omitted: Set<string>, isWhole = false): void {
  removeIn(tree, new Conditions(omitted, isWhole));
}

function removeIn(holder: HtmlTree | HtmlElement, conditions: Conditions): void {
  for (const node of [...holder.children]) {
    if (node.type === 'text')
      node.data = partsOf(node.data, tag)
        .map((part) => conditions.text(part))
        .join('');
    if (!isHtmlElement(node)) continue;
    const { isHidden, turns } = conditions;
    if (node.name !== 'pre' && node.name !== 'code') removeIn(node, conditions);
    if (isHidden && conditions.turns === turns) removeNode(node);
  }
}

/** The text between the matches of a pattern, and the matches. */
function partsOf(text: string, pattern: RegExp): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(new RegExp(pattern, 'g'))) {
    parts.push(text.slice(from, index), found);
    from = index + found.length;
  }
  return [...parts, text.slice(from)];
}

/** A condition that holds for paying readers alone: those for whom it does not hold are all others. */
const paying = /^subscriber\.(?:is_|has_)?(?:premium|paid|paying)$/;

/** Follows the conditions of a text from its beginning to its end. */
class Conditions {
  /** How often it has changed what is shown. */
  turns = 0;
  readonly #omitted: Set<string>;
  readonly #isWhole: boolean;
  /** Of each condition that is open: whether its branch is shown, and whether its else would be. */
  readonly #open: { isShown: boolean; elseIsPublic: boolean }[] = [];

  constructor(omitted: Set<string>, isWhole: boolean) {
    this.#omitted = omitted;
    this.#isWhole = isWhole;
  }

  get isHidden(): boolean {
    return !this.#isWhole && this.#open.some(({ isShown }) => !isShown);
  }

  /** What stays of a text without template code, or of one tag. */
  text(part: string): string {
    if (!tag.test(part)) return this.shown(part);
    const [, word = '', condition = ''] = /^\{%-?\s*(\w+)\s*(.*?)\s*-?%\}$/.exec(part) ?? [];
    if (!this.#turn(word, condition) && !this.isHidden) this.#omitted.add(part.replace(/\s+/g, ' '));
    return '';
  }

  shown(text: string): string {
    return this.isHidden ? '' : text;
  }

  /** Whether it is a tag of a condition. */
  #turn(word: string, condition: string): boolean {
    const last = this.#open.at(-1);
    if (word === 'if') {
      this.#open.push({ isShown: false, elseIsPublic: paying.test(condition) });
      this.#omitted.add(someReadersParts);
    } else if (!last) return false;
    else if (word === 'elif') Object.assign(last, { isShown: false, elseIsPublic: false });
    else if (word === 'else') last.isShown = last.elseIsPublic;
    else if (word === 'endif') this.#open.pop();
    else return false;
    this.turns += 1;
    return true;
  }
}
