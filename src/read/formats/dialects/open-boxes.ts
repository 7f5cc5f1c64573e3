import type { Token } from 'markdown-it';
import { closeBox } from './boxes.ts';
import type { ForeignTag } from './tag.ts';

/** Boxes without an end of their own: each ends with the text around it, or where another such one begins. */
export class OpenBoxes {
  #open: { readonly end: string; readonly index: number; readonly level: number }[] = [];

  begin(html: string, { index }: ForeignTag, level: number): string {
    this.#open.push({ end: html.startsWith('<details') ? '</details>' : closeBox, index, level });
    return html;
  }

  /** The ends of those that a quotation or list around them ends, or the text before its notes. */
  endedBefore({ type, nesting, level }: Token): string {
    if (this.#open.length === 0) return '';
    if (type === 'footnote_block_open') return this.endedAfter(0);
    return nesting === -1 ? this.endedAfter(level + 1) : '';
  }

  /** The ends of those that stand at a level or deeper. */
  endedAfter(least: number): string {
    return this.#take(({ level }) => level >= least);
  }

  /** The ends of those that began after a tag. */
  endedSince(start: number): string {
    return this.#take(({ index }) => index > start);
  }

  #take(ends: (box: { readonly index: number; readonly level: number }) => boolean): string {
    if (this.#open.length === 0) return '';
    const ended = this.#open.filter(ends);
    this.#open = this.#open.filter((box) => !ends(box));
    return ended
      .reverse()
      .map(({ end }) => end)
      .join('');
  }
}
