import type { Segments } from './letter.ts';
import { renderTokens, type TemplateData, type TokenText, type TokenTexts } from './liquid.ts';
import { compileMjml, joinLines, renderTheme, templatesOf } from './mjml.ts';
import type { Sentinels } from './sentinels.ts';
import { type Filling, fillSkeleton, type Skeleton } from './skeleton-fill.ts';
import { copiedRow, type Frame, frameOf } from './skeleton-frame.ts';
import { SkeletonMemory, type SkeletonStore } from './skeleton-memory.ts';
import { isFaithful } from './skeleton-proof.ts';
import type { Theme } from './theme.ts';
import { pieceToken, tokenOf } from './tokens.ts';

/** An MJML document and its HTML, split at the slots. The document is put together when it is asked for. */
export interface LetterMarkup {
  readonly mjml: () => Segments;
  readonly html: Segments;
}

/**
 * Makes a letter of a theme. mjml compiles each layout once, with tokens in place of the record's values; a letter is
 * that skeleton with its values filled in. A letter of several articles has a skeleton for its layout and one for each
 * shape of article, so that letters whose articles differ share them. Where tokens do not come through as they went in,
 * mjml compiles the letter itself. Throws as `renderTheme` does.
 */
export async function compileTheme(
  theme: Theme,
  data: TemplateData,
  { sentinels, skeletons = forgetful }: { sentinels: Sentinels; skeletons?: SkeletonStore | undefined },
): Promise<LetterMarkup> {
  const texts = renderTokens(theme, templatesOf(theme), data);
  const memory = SkeletonMemory.of(skeletons);
  const made = (await inPieces(texts, memory)) ?? (await asWhole(texts, memory));
  if (made) return { html: fillSkeleton(made, 'html', sentinels), mjml: () => fillSkeleton(made, 'mjml', sentinels) };
  const { mjml, html } = await renderTheme(theme, data);
  return { html: sentinels.splitMarkup(html), mjml: () => sentinels.splitMarkup(mjml) };
}

/** For callers without a store; skeletons are in memory all the same. */
const forgetful: SkeletonStore = { get: () => undefined, set: () => undefined };

interface Made {
  readonly layout: Filling;
  readonly pieces: readonly Filling[];
}

/** One skeleton for the letter with all its articles. */
async function asWhole(texts: TokenTexts, memory: SkeletonMemory): Promise<Made | undefined> {
  const { text, values } = joined(texts);
  const skeleton = await skeletonOf(text, memory);
  return skeleton ? { layout: { skeleton, values }, pieces: [] } : undefined;
}

async function skeletonOf(text: string, memory: SkeletonMemory): Promise<Skeleton | null> {
  const found = memory.find(text);
  return found === undefined ? memory.keep(text, await compiled(text)) : found;
}

/** The layout with the articles in their places, tokens numbered anew. */
function joined({ layout, pieces }: TokenTexts): TokenText {
  if (pieces.length === 0) return layout;
  const values = [...layout.values];
  const runs: string[] = [''];
  for (const piece of pieces) {
    const offset = values.length;
    values.push(...piece.values);
    const text = piece.text.replace(/\ufdd2(\d+)\ufdd3/g, (_, id) => tokenOf(Number(id) + offset));
    runs.push(runs.pop()! + text + (piece.gap ?? ''));
    if (piece.gap === undefined) runs.push('');
  }
  return { text: layout.text.replaceAll(pieceToken, () => runs.shift()!), values };
}

/** One skeleton for the layout, and one for each shape of article within it. */
async function inPieces({ layout, pieces }: TokenTexts, memory: SkeletonMemory): Promise<Made | undefined> {
  const { text, values } = layout;
  const frame = pieces.length === 0 ? null : memory.frame(text);
  // Alone within rows, an article has one skeleton with its layout.
  if (!frame || (frame !== 'text' && pieces.length === 1)) return undefined;
  const skeletons =
    frame === 'text' ? pieces.map((piece) => memory.copied(piece.text)) : await inRows(pieces, frame, memory);
  if (!skeletons.every((skeleton) => skeleton !== null)) return undefined;
  const skeleton = await skeletonOf(text, memory);
  const fillings = pieces.map((piece, index) => ({ ...piece, skeleton: skeletons[index]! }));
  return skeleton ? { layout: { skeleton, values }, pieces: fillings } : undefined;
}

type Rows = Exclude<Frame, 'text'>;

async function inRows(pieces: readonly TokenText[], rows: Rows, memory: SkeletonMemory): Promise<(Skeleton | null)[]> {
  const find = (piece: string) => memory.find(piece, rows.open);
  const fresh = [...new Set(pieces.map((piece) => piece.text))].filter((piece) => find(piece) === undefined);
  if (fresh.length > 0) await compileRows(fresh, rows, memory);
  return pieces.map((piece) => find(piece.text) ?? null);
}

/** Compiles articles within the tags that surround them in the layout. */
async function compileRows(texts: readonly string[], { open, close }: Rows, memory: SkeletonMemory): Promise<void> {
  const document = (inside: string) => compileMjml(open + inside + close);
  const empty = await document(copiedRow(''));
  const full = await document(texts.map((text) => copiedRow(start) + text + copiedRow(end)).join('\n'));
  // A component that adds to the style sheets of the letter has to be compiled with it.
  const isAlike = full.findings.length === 0 && headOf(empty.html) === headOf(full.html);
  const found = full.html.split(start).slice(1);
  texts.forEach((text, index) => {
    const html = found[index]?.slice(0, found[index].indexOf(end)).trim();
    const isSound = isAlike && found.length === texts.length && html !== undefined && isFaithful(text, html);
    memory.keep(text, isSound ? html : undefined, open);
  });
}

const start = '\ufdd2<\ufdd3';
const end = '\ufdd2>\ufdd3';

function headOf(html: string): string {
  return html.slice(0, html.indexOf('<body'));
}

async function compiled(text: string): Promise<string | undefined> {
  // These change markup after it was compiled, by its values.
  if (/<mj-style[^>]*\sinline\b|<mj-html-attributes\b/i.test(text)) return undefined;
  // Rows without tokens have a line break between them.
  const isText = frameOf(text) === 'text';
  const { html, findings } = await compileMjml(isText ? text : text.replaceAll(pieceToken, copiedRow(pieceToken)));
  if (findings.length > 0 || !isFaithful(text, html)) return undefined;
  return isText ? html : joinLines(html.replaceAll(pieceToken, `\n${pieceToken}\n`));
}
