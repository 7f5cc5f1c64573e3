import { hash } from 'node:crypto';
import { checkMarkup } from './markup.ts';
import { joinLines } from './mjml.ts';
import { mjmlVersion } from './mjml-library.ts';
import { type Skeleton, skeletonFrom, withoutSpacedConditionals } from './skeleton-fill.ts';
import { type Frame, frameOf } from './skeleton-frame.ts';
import { isFaithful } from './skeleton-proof.ts';

/** Where compiled layouts are kept, by a key that follows from all that they are made of. It may forget any of them. */
export interface SkeletonStore {
  get(key: string): string | undefined;
  set(key: string, html: string): void;
}

/** To be raised when the same text would have to be compiled, cut or filled in another way. */
const version = 1;

/** More than a publication has, by far; a theme that prints each title by a filter makes one for each letter. */
const most = 1_000;

/** The skeletons of a store that are split already; null for those that mjml does not copy faithfully. */
export class SkeletonMemory {
  readonly #store: SkeletonStore;
  readonly #skeletons = new Map<string, Map<string, Skeleton | null>>();
  readonly #frames = new Map<string, Frame | null>();
  #count = 0;

  /** The memory of a store. */
  static of(store: SkeletonStore): SkeletonMemory {
    const memory = memories.get(store) ?? new SkeletonMemory(store);
    memories.set(store, memory);
    return memory;
  }

  private constructor(store: SkeletonStore) {
    this.#store = store;
  }

  /** The frame of the articles in a layout, or null if it has none. */
  frame(layout: string): Frame | null {
    let frame = this.#frames.get(layout);
    if (frame === undefined) {
      if (this.#frames.size === most) this.#frames.clear();
      frame = frameOf(layout) ?? null;
      this.#frames.set(layout, frame);
    }
    return frame;
  }

  /**
   * The skeleton of a text, within the tags that surround it; null if there can be none, undefined if it was never made.
   */
  find(text: string, around = ''): Skeleton | null | undefined {
    const held = this.#skeletons.get(around)?.get(text);
    if (held !== undefined) return held;
    const html = this.#store.get(keyOf(text, around));
    return html === undefined ? undefined : this.#hold(text, around, skeletonFrom(text, html));
  }

  /** The skeleton of an article within a text, which mjml does not change; null where it would. */
  copied(text: string): Skeleton | null {
    const held = this.#skeletons.get(inText)?.get(text);
    if (held !== undefined) return held;
    const html = joinLines(withoutSpacedConditionals(text));
    const isSound = !/<\/?mj/i.test(text) && checkMarkup(text) === undefined && isFaithful(text, html);
    return this.#hold(text, inText, isSound ? skeletonFrom(text, html) : null);
  }

  /** Keeps what a text was compiled to, or that it cannot be. */
  keep(text: string, html: string | undefined, around = ''): Skeleton | null {
    if (html !== undefined) this.#store.set(keyOf(text, around), html);
    return this.#hold(text, around, html === undefined ? null : skeletonFrom(text, html));
  }

  #hold(text: string, around: string, skeleton: Skeleton | null): Skeleton | null {
    if (++this.#count > most) {
      this.#skeletons.clear();
      this.#count = 1;
    }
    const held = this.#skeletons.get(around) ?? new Map<string, Skeleton | null>();
    this.#skeletons.set(around, held);
    held.set(text, skeleton);
    return skeleton;
  }
}

/** In place of the tags around an article. */
const inText = 'text';

const memories = new WeakMap<SkeletonStore, SkeletonMemory>();

function keyOf(text: string, around: string): string {
  return hash('sha256', JSON.stringify([version, mjmlVersion(), around, text]));
}
