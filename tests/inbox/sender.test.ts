import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { provenSender } from '../../src/inbox/sender.ts';
import { runs } from '../runs.ts';
import { written } from './mails.ts';

const authserv = 'mx.example.org';
const results =
  'Authentication-Results: mx.example.org; dkim=pass header.d=example.net; dmarc=pass header.from=example.net';
const received =
  'Received: from out.example.net (out.example.net [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; x';
const from = 'From: Ada <ada@example.net>';

/** The sender's address, or why nobody is proven. */
function senderOf(...header: string[]): string {
  return outcome(written([...header, 'To: subscribe@example.org', 'Subject: Hello'], 'Hello.\r\n'));
}
function outcome(bytes: Uint8Array): string {
  const sender = provenSender(bytes, authserv);
  return 'from' in sender ? sender.from.normal : sender.refused;
}

describe('a sender is proven', () => {
  test.each([
    ['by DMARC', 'mx.example.org; dmarc=pass header.from=example.net'],
    ['by DMARC whose domain goes without saying', 'mx.example.org; dmarc=pass'],
    ['by a signature of the same domain', 'mx.example.org; dkim=pass header.d=example.net'],
    [
      'by a signature of the domain above',
      'mx.example.org; dkim=pass header.d=example.net; dmarc=none',
      'ada@mail.example.net',
    ],
    ['by a signature of a domain below', 'mx.example.org; dkim=pass header.d=mail.example.net'],
    ['by a signature whose identity alone is told', 'mx.example.org; dkim=pass header.i=@example.net header.s=a'],
    [
      'by the second of two signatures',
      'mx.example.org; dkim=fail header.d=example.net; dkim=pass header.d=example.net',
    ],
    ['by a server whose name is written in capitals', 'MX.example.ORG; dmarc=pass header.from=EXAMPLE.net'],
    [
      'under a domain beyond ASCII',
      'mx.example.org; dmarc=pass header.from=xn--bcher-kva.example',
      'ada@bücher.example',
    ],
  ])('%s', (_, value, address = 'ada@example.net') => {
    const sender = senderOf(`Authentication-Results: ${value}`, received, `From: Ada <${address}>`);
    expect(sender).toBe(address.replace('bücher', 'xn--bcher-kva'));
  });

  test('where the server hands the mail on to itself before it reaches the mailbox', () => {
    const lmtp = 'Received: from mx.example.org\r\n\tby mx.example.org with LMTP\r\n\tid a; x';
    const filter = 'Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 2; x';
    expect(senderOf('Return-Path: <ada@example.net>', lmtp, filter, results, received, from)).toBe('ada@example.net');
  });

  test('by Google, which writes its field below its Received', () => {
    const google = [
      'Received: from out.example.net (out.example.net. [192.0.2.1]) by mx.google.com with ESMTPS id 1; x',
      'Authentication-Results: mx.google.com;\r\n       dkim=pass header.i=@example.net header.s=a header.b="b/c";\r\n       spf=pass (google.com: domain of ada@example.net designates 192.0.2.1 as permitted sender) smtp.mailfrom=ada@example.net;\r\n       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.net',
      from,
    ];
    expect(provenSender(written(google), 'mx.google.com')).toMatchObject({ from: { normal: 'ada@example.net' } });
  });
});

describe('nobody is proven', () => {
  const none = 'it has no Authentication-Results of mx.example.org';
  const other = 'its topmost Authentication-Results is not of mx.example.org';
  const below = 'its Authentication-Results lies below what mx.example.org noted on receipt';
  const unsigned = 'neither DMARC nor a DKIM signature of example.net passed';
  const many = 'its From is not one plain address';
  const beyond = 'the address in its From has letters beyond ASCII before the @, which few servers carry';
  const twofold = 'its header can be read in more than one way';

  test.each([
    ['without any field of a server', [received, from], none],
    ['by a field of another server', [results.replace('mx.example.org', 'mx.example.com'), received, from], other],
    [
      'by a field that is not on top',
      [results.replace('mx.example.org', 'mx.example.com'), results, received, from],
      other,
    ],
    [
      'by a field of ours below a failed one of ours',
      ['Authentication-Results: mx.example.org; dmarc=fail', results, received, from],
      'DMARC failed: its sender seems to be forged',
    ],
    ['by a field that the sender put in, below our Received', [received, results, from], below],
    [
      'by one below the Received of a host of the same domain',
      [received.replace('by mx.', 'by in.mx.'), results, from],
      below,
    ],
    [
      'by one below a Received whose sender calls itself by our name',
      [received.replace('from out.example.net', 'from mx.example.org'), results, from],
      below,
    ],
    [
      'by one below a Received whose sender calls itself this machine',
      [received.replace('from out.example.net', 'from [127.0.0.1]'), results, from],
      below,
    ],
    [
      'by one whose sender calls itself this machine to Exim',
      [received.replace('(out.example.net [192.0.2.1])', '([192.0.2.1] helo=[127.0.0.1])'), results, from],
      below,
    ],
    [
      'by one below the Received of a person who logged in on this machine',
      [
        received.replace('out.example.net [192.0.2.1]', 'localhost [127.0.0.1]').replace('ESMTPS', 'ESMTPSA'),
        results,
        from,
      ],
      below,
    ],
    [
      'by one whose sender hints at LMTP',
      [received.replace('from out.example.net', 'from with.lmtp'), results, from],
      below,
    ],
    [
      'by a field without a name, as Exchange Online writes it',
      ['Authentication-Results: dkim=pass header.d=example.net', from],
      other,
    ],
    ['by a field that breaks the grammar', [`${results} (`, from], other],
    ['by ARC, which anybody can write', [`ARC-${results.replace(': ', ': i=1; ')}`, from], none],
    ['by a field with another name that looks alike', [results.replace('-Results', '_Results'), from], none],
    [
      'when DMARC failed, although a signature passed',
      [results.replace('dmarc=pass', 'dmarc=fail'), from],
      'DMARC failed: its sender seems to be forged',
    ],
    [
      'by SPF alone',
      ['Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=ada@example.net', from],
      unsigned,
    ],
    [
      'by a signature of another domain',
      ['Authentication-Results: mx.example.org; dkim=pass header.d=example.com', from],
      unsigned,
    ],
    [
      'by a signature of a sibling',
      ['Authentication-Results: mx.example.org; dkim=pass header.d=b.example.net', 'From: ada@a.example.net'],
      unsigned.replace('example.net', 'a.example.net'),
    ],
    [
      'by a signature of the top-level domain',
      ['Authentication-Results: mx.example.org; dkim=pass header.d=net', from],
      unsigned,
    ],
    [
      'by a signature of a domain that ends alike',
      ['Authentication-Results: mx.example.org; dkim=pass header.d=badexample.net', from],
      unsigned,
    ],
    ['by a signature without a domain', ['Authentication-Results: mx.example.org; dkim=pass', from], unsigned],
    [
      'by a signature that failed',
      ['Authentication-Results: mx.example.org; dkim=fail header.d=example.net', from],
      unsigned,
    ],
    [
      'by DMARC for another domain',
      ['Authentication-Results: mx.example.org; dmarc=pass header.from=example.com', from],
      unsigned,
    ],
    [
      'by words in a comment',
      ['Authentication-Results: mx.example.org; spf=pass (dmarc=pass header.from=example.net)', from],
      unsigned,
    ],
    [
      'by words in a string',
      ['Authentication-Results: mx.example.org; spf=pass smtp.mailfrom="a; dmarc=pass"@example.net', from],
      unsigned,
    ],
    ['with two From', [results, from, 'From: grace@example.net'], many],
    ['with two From, one of them written with a blank', [results, from, 'From : grace@example.net'], many],
    ['with two addresses in From', [results, 'From: ada@example.net, grace@example.net'], many],
    ['with a group in From', [results, 'From: friends: ada@example.net;'], many],
    ['without From', [results], many],
    ['with a comment in From', [results, 'From: ada@example.net (grace@example.net)'], many],
    ['with an encoded word in the address', [results, 'From: <=?utf-8?q?ada?=@example.net>'], many],
    [
      'with an encoded address before another',
      [results, 'From: =?utf-8?q?=3Cada=40example.net=3E?= <x@example.com>'],
      unsigned.replace('example.net', 'example.com'),
    ],
    ['with an address beyond ASCII', [results, 'From: <ädä@example.net>'], beyond],
    ['with a quoted local part', [results, 'From: <"ada@example.net"@example.net>'], many],
    ['with a line that is no field', [results, 'Hello', from], twofold],
    ['with a bare carriage return', [results, `${from}\rFrom: grace@example.net`], twofold],
    ['with a NUL', [results, `${from}\0`], twofold],
    ['with a header that begins with a fold', [` ${results}`, from], twofold],
    ['with a header of 300 KB', [results, from, `X-A: ${'a'.repeat(300_000)}`], twofold],
  ])('%s', (_, header, reason) => {
    expect(senderOf(...header)).toBe(reason);
  });

  test('by a field within the body', () => {
    expect(outcome(written([from], `${results}\r\n\r\n${results}`))).toBe(none);
  });

  test('by a field that a fold hides in another one', () => {
    expect(senderOf(`X-A: a\r\n ${results}`, received, from)).toBe(none);
    expect(senderOf(`X-A: a\r\n\t\r\n ${results}`, received, from)).toBe(none);
  });
});

test('a header with line ends of Unix is the same, and so is one that a huge body follows', () => {
  const mail = written([results, received, from], 'a'.repeat(10_000_000));
  expect(outcome(mail)).toBe('ada@example.net');
  expect(outcome(Buffer.from(mail.toString().replaceAll('\r\n', '\n')))).toBe('ada@example.net');
});

test('10,000 random mails never throw, and none proves a sender whom no field of ours names', () => {
  const line = fc.oneof(
    fc.constantFrom(
      ...[
        from,
        received,
        'From: grace@example.com',
        'Authentication-Results: mx.example.org; spf=pass',
        ' folded',
        '',
        '\0',
        '\r',
      ],
      ...[
        'Authentication-Results: mx.example.com; dmarc=pass',
        'Authentication-Results: mx.example.org; dkim=pass header.d=example.com',
      ],
    ),
    fc.string({ maxLength: 60 }),
  );
  const mail = fc.oneof(
    fc.uint8Array({ maxLength: 1000 }),
    fc.array(line, { maxLength: 12 }).map((lines) => Buffer.from(lines.join('\r\n'))),
  );
  fc.assert(
    fc.property(mail, (bytes) => {
      const sender = provenSender(bytes, authserv);
      if ('from' in sender) expect(sender.from.normal).toBe('grace@example.com');
    }),
    { numRuns: runs(10_000) },
  );
});
