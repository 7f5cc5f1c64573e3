import { escapeXml } from '../lib/escape.ts';
import type { Loss } from './account.ts';
import type { AttributeValue, Reference } from './addresses.ts';

/** Cleaned content. References to local files stay open until `fillFragment`. */
export interface Fragment {
  readonly pieces: readonly (string | Opening)[];
  /** Pictures without a description: what their `src` says, and how often it was named before. */
  readonly undescribed: readonly { readonly value: string; readonly count: number }[];
  /**
   * The first element of each name that was left out with what it shows, and how many of that name came before; or
   * with its words, then how many start tags that read the same came before.
   */
  readonly omitted: readonly {
    readonly name: string;
    readonly count: number;
    readonly markup?: string;
    readonly words?: number;
  }[];
  /** Words that readers would never see although no rule leaves them out. */
  readonly lost: readonly Loss[];
}

/** A start tag that waits for local files. */
export interface Opening {
  readonly name: string;
  readonly attributes: readonly (readonly [string, AttributeValue])[];
  readonly empty: boolean;
}

/** The result of resolving a reference to a local file. */
export interface Settled {
  readonly url: string;
  /** In pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** Every reference to a local file in the content. */
export function referencesIn(fragment: Fragment): Reference[] {
  return fragment.pieces.flatMap((piece) =>
    typeof piece === 'string'
      ? []
      : piece.attributes.flatMap(([, value]) =>
          typeof value === 'string' ? [] : value.filter((part) => typeof part !== 'string'),
        ),
  );
}

/** The finished XHTML. A picture without a size gets that of its file; of a link that leads nowhere, the words stay. */
export function fillFragment(fragment: Fragment, settle: (reference: Reference) => Settled): string {
  let isDead = false;
  return fragment.pieces
    .map((piece) => {
      if (typeof piece !== 'string') {
        const tag = filled(piece, settle);
        if (piece.name === 'a') isDead = tag === '<a>';
        return tag === '<a>' ? '' : tag;
      }
      if (!isDead || !piece.includes('</a>')) return piece;
      isDead = false;
      return piece.replace('</a>', '');
    })
    .join('');
}

function filled({ name, attributes, empty }: Opening, settle: (reference: Reference) => Settled): string {
  let own: Settled | undefined;
  const written = attributes.map(([attribute, value]): [string, string] => {
    if (typeof value === 'string') return [attribute, value];
    const settled = value.map((part) => (typeof part === 'string' ? part : settle(part)));
    if (attribute === 'src' && typeof settled[0] === 'object') own = settled[0];
    return [attribute, settled.map((part) => (typeof part === 'string' ? part : part.url)).join('')];
  });
  const sized = attributes.some(([attribute]) => attribute === 'width' || attribute === 'height');
  if (name === 'img' && !sized && own?.width && own.height)
    written.push(['width', String(own.width)], ['height', String(own.height)]);
  const kept = name === 'a' ? written.filter(([attribute, value]) => attribute !== 'href' || value !== '') : written;
  // Without both, it does nothing.
  const isUseful = name !== 'a' || kept.some(([attribute]) => attribute === 'href' || attribute === 'id');
  return startTag(name, isUseful ? kept : [], empty);
}

/** Written so that XML and HTML parsers read the same; the space before `/>` is for old HTML parsers. */
export function startTag(name: string, attributes: readonly (readonly [string, string])[], empty: boolean): string {
  const written = attributes.map(([attribute, value]) => ` ${attribute}="${escapeXml(value)}"`).join('');
  return `<${name}${written}${empty ? ' />' : '>'}`;
}
