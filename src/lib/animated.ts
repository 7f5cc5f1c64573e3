/** Whether the bytes are a GIF, WebP or PNG of several frames. Of other files, and of damaged ones, false. */
export function isAnimated(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (text: string, at = 0) => view.toString('latin1', at, at + text.length) === text;
  if (begins('GIF8')) return framesOfGif(view) > 1;
  // The second lowest bit of the flags says so (RFC 9649, section 2.7).
  if (begins('RIFF') && begins('WEBPVP8X', 8)) return ((view[20] ?? 0) & 2) !== 0;
  return begins('\x89PNG') && hasAnimationChunk(view);
}

/** Counts to two. The blocks are those of GIF89a, section 12 and on. */
function framesOfGif(view: Buffer): number {
  let frames = 0;
  let at = 13 + tableAt(view, 10);
  while (at < view.length && frames < 2) {
    const kind = view[at];
    if (kind === 0x2c) {
      frames += 1;
      at = afterBlocks(view, at + 11 + tableAt(view, at + 9));
    } else if (kind === 0x21) at = afterBlocks(view, at + 2);
    else break;
  }
  return frames;
}

/** The bytes of the table of colours that a field of flags announces. */
function tableAt(view: Buffer, at: number): number {
  const flags = view[at] ?? 0;
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** The place after a chain of blocks, each behind its length, up to an empty one. */
function afterBlocks(view: Buffer, from: number): number {
  let at = from;
  while (view[at]) at += view[at]! + 1;
  return at + 1;
}

/** Whether `acTL` comes before the pixels, as it has to. */
function hasAnimationChunk(view: Buffer): boolean {
  for (let at = 8; at + 8 <= view.length; at += 12 + view.readUInt32BE(at)) {
    const kind = view.toString('latin1', at + 4, at + 8);
    if (kind === 'acTL') return true;
    if (kind === 'IDAT') return false;
  }
  return false;
}
