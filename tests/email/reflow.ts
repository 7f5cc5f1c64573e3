/** A paragraph or a fixed line, at the depth to which it is quoted. */
export interface Flowed {
  readonly depth: number;
  readonly text: string;
}

/** Reads text as RFC 3676 (section 4) tells programs to, with delsp=no. */
export function reflow(text: string): Flowed[] {
  const read: Flowed[] = [];
  let open: Flowed | undefined;
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)![0].length;
    const content = line.slice(depth).replace(/^ /, '');
    const isSignature = content === '-- ';
    if (open && (open.depth !== depth || isSignature)) {
      read.push(open);
      open = undefined;
    }
    const whole: Flowed = { depth, text: (open?.text ?? '') + content };
    const goesOn = content.endsWith(' ') && !isSignature;
    if (!goesOn) read.push(whole);
    open = goesOn ? whole : undefined;
  }
  return open ? [...read, open] : read;
}

/** The text part of a message as it was before its encoding, and the header fields of that part. */
export function textPartOf(message: Uint8Array): { fields: string; text: string } {
  const raw = Buffer.from(message).toString('latin1');
  const [, fields, encoded] = /\r\n(Content-Type: text\/plain.*?)\r\n\r\n(.*?)\r\n--=_tidings-/s.exec(raw)!;
  const bytes = encoded!
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { fields: fields!, text: Buffer.from(bytes, 'latin1').toString() };
}
