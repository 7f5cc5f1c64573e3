import { isUtf8 } from 'node:buffer';
import { placeOf } from '../lib/place.ts';
import type { Problem } from '../model/problem.ts';

/** The text of a file with LF at the end of each line and without a byte order mark, or why it is no text. */
export function decode(bytes: Uint8Array, file: string): { readonly text: string } | { readonly problem: Problem } {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { problem: problem('this is UTF-16, not UTF-8', 'Save the file as UTF-8.', { file, line: 1 }) };
  if (!isUtf8(bytes)) return { problem: notUtf8(bytes, file) };
  const text = new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
  const nul = text.indexOf('\0');
  if (nul === -1) return { text };
  const hint = 'Text holds no such byte. If this is another kind of file, move it away; else save it as UTF-8.';
  return { problem: problem('this holds a NUL byte', hint, { file, ...placeOf(text, nul) }) };
}

function notUtf8(bytes: Uint8Array, file: string): Problem {
  const valid = lengthOfValid(bytes);
  const byte = bytes[valid]!.toString(16).toUpperCase().padStart(2, '0');
  const before = new TextDecoder().decode(bytes.subarray(0, valid));
  const text = before + new TextDecoder().decode(bytes.subarray(valid, valid + 200));
  return problem(`this is not UTF-8: it holds the byte 0x${byte}`, 'Save the file as UTF-8.', {
    file,
    ...placeOf(text.replace(/\r\n?/g, '\n'), before.replace(/\r\n?/g, '\n').length),
  });
}

/** Number of bytes before the first invalid UTF-8 sequence. */
function lengthOfValid(bytes: Uint8Array): number {
  // A prefix is good if it is UTF-8 once a character that was cut at its end (up to three bytes of it) is left out.
  const goodPrefix = (end: number) => {
    for (let cut = 0; cut <= Math.min(3, end); cut += 1) {
      if (isUtf8(bytes.subarray(0, end - cut))) return end - cut;
    }
    return undefined;
  };
  let good = 0;
  for (let bad = bytes.length; bad - good > 1; ) {
    const middle = (good + bad) >> 1;
    if (goodPrefix(middle) === undefined) bad = middle;
    else good = middle;
  }
  return goodPrefix(good) ?? 0;
}

function problem(message: string, hint: string, place: Pick<Problem, 'file' | 'line'>): Problem {
  return { severity: 'error', rule: 'encoding', message, hint, ...place };
}
