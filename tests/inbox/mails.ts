import { readFileSync } from 'node:fs';

/** What the letters in `mails/` held, to which they are the answers. */
export interface Held {
  /** Of the envelope's sender. */
  readonly tag?: string;
  readonly messageId?: string;
  /** Of List-Unsubscribe. */
  readonly token?: string;
  /** Who it was for. */
  readonly address?: string;
}

/** One of the mails in `mails/`, about a letter that held this; without a tag it came to the bare address. */
export function mailOf(
  name: string,
  { tag, messageId = '<x@example.org>', token = 'none', address }: Held = {},
): Buffer {
  const text = readFileSync(new URL(`mails/${name}.eml`, import.meta.url), 'utf8')
    .replaceAll('+TAG', tag === undefined ? '' : `+${tag}`)
    .replaceAll('MESSAGEID', messageId)
    .replaceAll('TOKEN', token)
    .replaceAll('ada@example.org', address ?? 'ada@example.org');
  return Buffer.from(text.replaceAll('\n', '\r\n'));
}

/** A mail of header lines, an empty line and a body. */
export function written(header: readonly string[], body = ''): Buffer {
  return Buffer.from([...header, '', body].join('\r\n'));
}

/** A report of RFC 3464 with this status part. */
export function reported(
  status: string | Buffer,
  { encoding = '7bit', type = 'message/delivery-status', to = 'bounces@letters.example.org', returned = '' } = {},
): Buffer {
  const head = [
    ...['Return-Path: <>', 'From: MAILER-DAEMON@mx.example.net', `To: ${to}`, 'Subject: Returned', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b'],
    ...['Content-Type: text/plain', '', 'Words.', '', '--b'],
    ...[`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, '', ''],
  ].join('\r\n');
  const tail = returned === '' ? '' : `\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${returned}`;
  return Buffer.concat([Buffer.from(head), Buffer.from(status), Buffer.from(`${tail}\r\n--b--\r\n`)]);
}
