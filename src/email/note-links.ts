import { isBackReference, type Node } from './content.ts';
import { footnotesIn, fragmentOf } from './inline.ts';

/** Where the links between the text of an article and its footnotes lead within a letter. */
export interface NoteLinks {
  /** Before each id, so that several articles of a letter have none in common. */
  readonly prefix: string;
  /** The ids of notes, and of the places in the text that refer to them. */
  readonly ids: ReadonlySet<string>;
}

/** The footnotes of some nodes, by ids and addresses, and the links between them and the text. */
interface Noted {
  readonly notes: ReadonlyMap<string, string>;
  readonly anchors: NoteLinks;
}

/** Finds the links between text and notes that are both among some nodes; an article that was cut has lost some. */
export function noteLinksIn(nodes: readonly Node[], prefix: string): Noted {
  const notes = footnotesIn(nodes);
  const ids = new Set<string>();
  const visit = (node: Node, around: string | undefined): void => {
    if (typeof node === 'string') return;
    const { id, href } = node.attributes;
    if (node.name === 'li' && id !== undefined && notes.has(id)) ids.add(id);
    if (node.name === 'a' && href !== undefined && notes.has(href))
      for (const one of [id, around]) if (one !== undefined) ids.add(one);
    for (const child of node.children) visit(child, node.name === 'sup' ? id : around);
  };
  if (notes.size > 0) for (const node of nodes) visit(node, undefined);
  return { notes, anchors: { prefix, ids } };
}

/** The address within the letter of a link to a note or back; undefined for any other link. */
export function noteAddress(node: Exclude<Node, string>, { notes, anchors }: Noted): string | undefined {
  const id = fragmentOf(node);
  if (id === undefined || !anchors.ids.has(id)) return undefined;
  if (!notes.has(node.attributes.href ?? '') && !isBackReference(node)) return undefined;
  return `#${encodeURIComponent(anchors.prefix + id)}`;
}
