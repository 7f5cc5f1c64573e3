import type { Token } from 'markdown-it';
import type { MarkWords } from './words.ts';

/**
 * Gives items that begin with `[ ]` or `[x]` a sign (GFM, section 5.3): letters and feeds drop fields of forms. Screen
 * readers read its label.
 */
export function markTasks(tokens: readonly Token[], words: MarkWords): void {
  for (const [index, item] of tokens.entries()) {
    const inline = tokens[index + 2];
    if (item.type !== 'list_item_open' || tokens[index + 1]?.type !== 'paragraph_open') continue;
    const first = inline?.children?.[0];
    const mark = first?.type === 'text' ? /^\[([ xX])\](?=[ \t]+\S|[ \t]*$)/.exec(first.content) : null;
    if (!inline || !first || !mark || (first.content.trim().length === 3 && inline.children!.length === 1)) continue;
    first.content = first.content.slice(3);
    const sign = new (first.constructor as typeof Token)('html_inline', '', 0);
    const [label, shown] = mark[1] === ' ' ? [words.todo, '☐'] : [words.done, '☑'];
    sign.content = `<span role="img" aria-label="${label}">${shown}</span>`;
    inline.children!.unshift(sign);
  }
}
