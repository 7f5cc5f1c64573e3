import { isUtf8 } from 'node:buffer';
import { stripNoCharacters } from '../../lib/escape.ts';

/**
 * The text of a feed by its byte order mark, the header field of HTTP, the XML declaration, and its bytes. Without the
 * mark, and without characters that XML forbids.
 */
export function decodeFeed(bytes: Uint8Array, contentType = ''): string {
  return stripNoCharacters(decoded(bytes, contentType)).replace(/^\ufeff+/, '');
}

function decoded(bytes: Uint8Array, contentType: string): string {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return new TextDecoder(wide).decode(bytes);
  const labels = [/;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1], declaredIn(bytes)];
  const named = labels.flatMap((label) => decoderOf(label) ?? []);
  const stateful = named.find(({ encoding }) => encoding === 'iso-2022-jp');
  if (stateful) return stateful.decode(bytes);
  // Text of another encoding is hardly ever valid UTF-8 by chance, and many servers name the wrong one.
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  for (const decoder of named) {
    if (decoder.encoding === 'utf-8' || decoder.encoding.startsWith('utf-16')) continue;
    try {
      return decoder.decode(bytes);
    } catch {
      // Its bytes are of another encoding.
    }
  }
  const text = new TextDecoder().decode(bytes);
  const broken = text.match(/\ufffd/g)!.length;
  const whole = text.match(/[\u0080-\ufffc\ufffe-\uffff]/g)?.length ?? 0;
  return whole >= broken ? text : new TextDecoder('windows-1252').decode(bytes);
}

/** UTF-16 by its mark or by the zero bytes around its first characters. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined)) return 'utf-16be';
  return undefined;
}

function declaredIn(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 1024));
  return /<\?xml[^>]*?\sencoding\s*=\s*["']?([^\s"'?>]+)/.exec(head)?.[1];
}

function decoderOf(label: string | undefined): TextDecoder | undefined {
  try {
    return label === undefined ? undefined : new TextDecoder(label, { fatal: true });
  } catch {
    // No encoding has this name.
    return undefined;
  }
}
