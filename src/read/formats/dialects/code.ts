import { callOf, type ForeignTag, type Notation } from './tag.ts';

/** Code between two tags, or a comment. */
export interface CodeTags {
  readonly close: ForeignTag;
  readonly isComment: boolean;
  /** Of letters and digits; empty if none is given. */
  readonly language: string;
  /** The code without marks that a template language would have taken out of it. */
  plain(content: string): string;
}

/** Whether a tag holds code, or a comment: text that is not to be read as Markdown. */
export function holdsCode(name: string, notation: Notation): boolean {
  if (notation === 'liquid') return name === 'highlight' || name === 'comment';
  return notation === 'shortcode' && /high|^code(?![-_]?(?:group|tabs))|^prism|^mermaid|^katex|^math$/.test(name);
}

/** The code that a tag begins. */
export function codeBegunBy(tag: ForeignTag, tags: readonly ForeignTag[]): CodeTags | undefined {
  const close = tag.pair === undefined || tag.ends ? undefined : tags[tag.pair]!;
  if (!close) return undefined;
  const { name, positional, named } = callOf(tag);
  if (!holdsCode(name, tag.notation)) return undefined;
  const isLiquid = tag.notation === 'liquid';
  return {
    close,
    isComment: name === 'comment',
    language: (positional[0] ?? named.lang ?? '').replace(/[^\w+#.-]/g, ''),
    plain(content) {
      const lines = content.replace(/^[ \t]*\n/, '').trimEnd();
      return `${isLiquid ? lines.replace(/\{%-?\s*(?:end)?raw\s*-?%\}\n?/g, '').trimEnd() : lines}\n`;
    },
  };
}
