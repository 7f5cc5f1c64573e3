import type { MarkdownIt, StateCore, StateInline, Token } from 'markdown-it';

interface Note {
  readonly label?: string;
  readonly content?: string;
  readonly tokens?: Token[];
  readonly count?: number;
}

/**
 * Puts rules that take steps in proportion to the text in the place of ones that do so to its square: of the notes at
 * the end, and of comments, instructions and sections that have no end.
 */
export function linear(markdown: MarkdownIt): void {
  markdown.core.ruler.at('footnote_tail', gatherNotes);
  markdown.inline.ruler.before('html_inline', 'html_without_end', skipUnended);
}

/** Moves the notes to the end, in the order in which the text refers to them, each with the ways back. */
function gatherNotes(state: StateCore): void {
  const { list } = (state.env.footnotes ?? {}) as { list?: readonly Note[] };
  if (!state.env.footnotes) return;
  const { rest, notes } = takeNotes(state.tokens);
  state.tokens = rest;
  if (!list) return;
  const add = (type: string, nesting: 1 | 0 | -1, meta?: Record<string, unknown>) => {
    const token = new state.Token(type, '', nesting);
    if (meta) token.meta = meta;
    rest.push(token);
  };
  add('footnote_block_open', 1);
  for (const [id, note] of list.entries()) {
    const { label } = note;
    add('footnote_open', 1, { id, label });
    for (const token of note.tokens ? paragraphOf(note, state) : (notes.get(label ?? '') ?? [])) rest.push(token);
    const end = rest.at(-1)?.type === 'paragraph_close' ? rest.pop() : undefined;
    for (let subId = 0; subId < Math.max(note.count ?? 0, 1); subId += 1)
      add('footnote_anchor', 0, { id, subId, label });
    if (end) rest.push(end);
    add('footnote_close', -1);
  }
  add('footnote_block_close', -1);
}

function takeNotes(tokens: readonly Token[]): { readonly rest: Token[]; readonly notes: ReadonlyMap<string, Token[]> } {
  const rest: Token[] = [];
  const notes = new Map<string, Token[]>();
  let note: Token[] | undefined;
  for (const token of tokens) {
    if (token.type === 'footnote_reference_open') {
      note = [];
      notes.set(String(token.meta?.label), note);
    } else if (token.type === 'footnote_reference_close') note = undefined;
    else (note ?? rest).push(token);
  }
  return { rest, notes };
}

function paragraphOf({ tokens, content }: Note, { Token }: StateCore): Token[] {
  const open = Object.assign(new Token('paragraph_open', 'p', 1), { block: true });
  const inline = Object.assign(new Token('inline', '', 0), { children: tokens, content });
  return [open, inline, Object.assign(new Token('paragraph_close', 'p', -1), { block: true })];
}

const endOf = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>' };

/** Where the last end of each kind stands in the text of a state: searched once. */
const lastEnds = new WeakMap<StateInline, Map<string, number>>();

/** Takes `<` for a sign where it begins something that has no end, before each one is searched for its end. */
function skipUnended(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (src[pos] !== '<') return false;
  const end = Object.entries(endOf).find(([start]) => src.startsWith(start, pos))?.[1];
  if (end === undefined) return false;
  const known = lastEnds.get(state) ?? new Map<string, number>();
  lastEnds.set(state, known);
  const last = known.get(end) ?? src.lastIndexOf(end);
  known.set(end, last);
  if (last > pos) return false;
  if (!silent) state.pending += '<';
  state.pos += 1;
  return true;
}
