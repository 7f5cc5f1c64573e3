import { escapeText, escapeXml } from '../../../lib/escape.ts';
import { type CodeTags, codeBegunBy } from './code.ts';
import { findComponents } from './components.ts';
import type { Expansion } from './expansion.ts';
import { beginContainer, expand } from './known.ts';
import type { ForeignSite } from './links.ts';
import { MarkupPlace } from './markup.ts';
import type { Shielded } from './shield.ts';
import type { ForeignTag } from './tag.ts';

/** Foreign markup that is not known, where the source has it. */
export interface Unknown {
  readonly text: string;
  /** Counted from 1, in the source. */
  readonly line: number;
  /** Whether it makes a button of a link without words. */
  readonly isWordless?: boolean;
}

export interface ExpanderOptions {
  readonly site: ForeignSite;
  /** Unknown markup is published as text. */
  readonly keeps: boolean;
  /** There are no other articles that could be named. */
  readonly alone: boolean;
}

/** Stands in an attribute for something unknown, until the attribute is taken out. */
const nowhere = '\u{f0000}nowhere\u{f0000}';

/** Puts what it means in the place of markup, keeps account of the unknown, and of where HTML and code begin and end. */
export class Expander {
  readonly unknown: Unknown[] = [];
  /** Boxes without an end. */
  readonly unclosed: Unknown[] = [];
  /** The names by which other articles are linked, each with its place. */
  readonly named = new Map<string, Unknown>();
  readonly markup = new MarkupPlace();
  readonly shielded: Shielded;
  readonly #options: ExpanderOptions;

  constructor(shielded: Shielded, options: ExpanderOptions) {
    this.shielded = shielded;
    this.#options = options;
  }

  get keeps(): boolean {
    return this.#options.keeps;
  }

  expand(tag: ForeignTag): Expansion | undefined {
    const expansion = expand(tag, this.shielded.tags, this.#options.site);
    const names = expansion?.address?.startsWith('@/') ?? false;
    if (names && !this.#options.alone) this.#name(expansion!.address!, tag, expansion!.text);
    if (expansion && !(names && this.#options.alone)) return expansion;
    // The end of something unknown is known along with it.
    if (!tag.ends && !this.keeps) this.unknown.push({ text: tag.text, line: tag.line });
    return undefined;
  }

  /** The start of a box that has no end of its own; undefined if the tag is none. */
  beginUnclosed(tag: ForeignTag): string | undefined {
    if (tag.notation !== 'container' || tag.pair !== undefined) return undefined;
    const html = beginContainer(tag.text, this.#options.site)?.html;
    if (html !== undefined) this.unclosed.push({ text: tag.text, line: tag.line });
    return html;
  }

  #name(address: string, { line }: ForeignTag, text = ''): void {
    const name = address.replace(/#.*/, '');
    if (!this.named.has(name)) this.named.set(name, { text, line });
  }

  asHtml(tag: ForeignTag): string {
    const { html, text = '' } = this.expand(tag) ?? this.instead(tag);
    return html ?? escapeText(text);
  }

  /** The replacement of an unknown tag. */
  instead({ text }: ForeignTag): Expansion {
    return this.keeps ? { text } : {};
  }

  /** An attribute's value; undefined if it holds something unknown. */
  address(value: string): string | undefined {
    if (this.shielded.tags.length === 0) return value;
    let isKnown = true;
    let isNamed = false;
    const written = value.replace(this.shielded.hole, (_, index: string) => {
      const expansion = this.expand(this.shielded.tags[Number(index)]!);
      if (!expansion) isKnown = false;
      isNamed ||= expansion?.address?.startsWith('@/') ?? false;
      return expansion?.address ?? expansion?.text ?? '';
    });
    if (!isKnown) return undefined;
    // The address of the site may stand before the name of an article.
    return isNamed ? written.slice(written.indexOf('@/')) : this.#once(written);
  }

  /** HTML with what its placeholders stand for; `row` is its first line in the shielded text. */
  html(html: string, row = 0): string {
    const { hole, tags } = this.shielded;
    let result = '';
    let end = 0;
    let code: CodeTags | undefined;
    for (const { 0: placeholder, 1: index, index: start } of tags.length > 0 ? html.matchAll(hole) : []) {
      const tag = tags[Number(index)]!;
      // Up to the end of code, everything is code.
      if (code && code.close !== tag) continue;
      if (code) result += codeBlock(code, this.shielded.restore(html.slice(end, start)));
      else result += this.#passed(html.slice(end, start), row);
      end = start + placeholder.length;
      const begun = code || this.markup.place !== 'text' ? undefined : codeBegunBy(tag, tags);
      const isWhole = begun !== undefined && html.indexOf(this.shielded.holeOf(begun.close), end) !== -1;
      if (code || isWhole) {
        code = isWhole ? begun : undefined;
        continue;
      }
      const said = this.#inHtml(tag);
      if (said.startsWith('@/')) result = result.slice(0, -300) + result.slice(-300).replace(/[^"'\s=]*$/, '');
      result += said;
    }
    result += this.#passed(html.slice(end), row);
    return this.#once(result.includes(nowhere) ? withoutNowhere(result) : result);
  }

  /** Jekyll's address of the site is that of the host, and the path follows; ours has both. */
  #once(text: string): string {
    const { origin, root } = this.#options.site;
    return root === '' || !text.includes(origin + root) ? text : text.replaceAll(origin + root, root);
  }

  #passed(html: string, row: number): string {
    const isShown = this.markup.place === 'text';
    this.markup.pass(html);
    if (!isShown || !this.shielded.hasComponents) return html;
    const { found, escaped } = findComponents(html);
    if (this.keeps) return escaped;
    for (const { text, start } of found)
      this.unknown.push({ text, line: this.shielded.lineOf(row + html.slice(0, start).split('\n').length - 1) });
    return html;
  }

  #inHtml(tag: ForeignTag): string {
    if (this.markup.place === 'code') return tag.text;
    if (this.markup.place === 'text') return this.asHtml(tag);
    const expansion = this.expand(tag);
    return expansion ? escapeXml(expansion.address ?? expansion.text ?? '') : nowhere;
  }
}

function codeBlock({ isComment, language, plain }: CodeTags, content: string): string {
  if (isComment) return '';
  const name = language === '' ? '' : ` class="language-${language}"`;
  return `<pre><code${name}>${escapeText(plain(content))}</code></pre>`;
}

/** Takes out attributes that something unknown is part of. */
function withoutNowhere(html: string): string {
  return html
    .replace(/[\w:-]{1,40}\s*=\s*(?:"[^"<>]*"|'[^'<>]*')/g, (attribute) =>
      attribute.includes(nowhere) ? '' : attribute,
    )
    .replaceAll(nowhere, '');
}
