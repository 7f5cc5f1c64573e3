import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asciiAddress,
  domainOf,
  isAddress,
  isBeyondAscii,
  localPartOf,
  mailboxDomain,
  parseMailbox,
} from '../../src/lib/address.ts';
import { runs } from '../runs.ts';

describe('a mailbox', () => {
  test.each([
    ['reader@example.org', undefined, 'reader@example.org'],
    ['  reader@example.org  ', undefined, 'reader@example.org'],
    ['<reader@example.org>', undefined, 'reader@example.org'],
    ['The Letter <letter@example.org>', 'The Letter', 'letter@example.org'],
    ['The   Letter<letter@example.org>', 'The Letter', 'letter@example.org'],
    ['J. Q. Writer <writer@example.org>', 'J. Q. Writer', 'writer@example.org'],
    ['"Letter, The" <letter@example.org>', 'Letter, The', 'letter@example.org'],
    ['"He said \\"hi\\" \\\\ left" <a@example.org>', 'He said "hi" \\ left', 'a@example.org'],
    ['"a <b@example.org>" <c@example.org>', 'a <b@example.org>', 'c@example.org'],
    ['"" <letter@example.org>', undefined, 'letter@example.org'],
    ['Zoë Müller <zoë@bücher.example>', 'Zoë Müller', 'zoë@bücher.example'],
    ['ニュース <用户@例え.テスト>', 'ニュース', '用户@例え.テスト'],
    ["o'neil+tag!#$%&*/=?^_`{|}~-x@example.co.uk", undefined, "o'neil+tag!#$%&*/=?^_`{|}~-x@example.co.uk"],
  ])('%j is read', (text, name, address) => {
    expect(parseMailbox(text)).toEqual(name === undefined ? { address } : { name, address });
  });

  test.each([
    ['nothing', ''],
    ['no address', 'The Letter'],
    ['two addresses', 'a@example.org, b@example.org'],
    ['two addresses in angle brackets', '<a@example.org> <b@example.org>'],
    ['nested angle brackets', 'A <<a@example.org>>'],
    ['an unquoted comma', 'Letter, The <letter@example.org>'],
    ['a group', 'Readers: a@example.org;'],
    ['a comment after the address', 'a@example.org (A)'],
    ['a comment in the name', 'A (a person) <a@example.org>'],
    ['a comment inside the address', 'a(x)@example.org'],
    ['an open quote', '"A <a@example.org>'],
    ['an open angle bracket', 'A <a@example.org'],
    ['text after the address', 'A <a@example.org> B'],
    ['a line feed at the end', 'a@example.org\n'],
    ['a header smuggled into the name', 'A\r\nBcc: b@example.org <a@example.org>'],
    ['a line end inside quotes', '"A\r\n B" <a@example.org>'],
    ['an escaped line end inside quotes', '"A\\\n B" <a@example.org>'],
    ['an SMTP command smuggled into the address', 'a@example.org\r\nRCPT TO:<b@example.org>'],
    ['a NUL', 'A\0 <a@example.org>'],
    ['a tab', 'A\t<a@example.org>'],
    ['a C1 control character', 'A\u0085 <a@example.org>'],
    ['a line separator', 'A\u2028B <a@example.org>'],
    ['a mark that turns the direction of text', 'A\u202egro.elpmaxe <a@example.org>'],
    ['half of a surrogate pair', 'A \ud83d <a@example.org>'],
  ])('with %s is refused', (_, text) => {
    expect(parseMailbox(text)).toBeUndefined();
  });

  test('comes back as it was, whatever the quoted name says', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(text));
    fc.assert(
      fc.property(name, fc.emailAddress(), (name, address) => {
        fc.pre(isAddress(address));
        const quoted = name.replace(/["\\]/g, '\\$&');
        expect(parseMailbox(`"${quoted}" <${address}>`)).toEqual({ name, address });
      }),
      { numRuns: runs() },
    );
  });

  test('with a line end or control character anywhere is refused', () => {
    const control = fc.constantFrom('\r', '\n', '\r\n', '\0', '\t', '\x1b', '\x7f', '\u0085', '\u2028');
    const around = fc.oneof(fc.string(), fc.constantFrom('a@example.org', '"A" <a@', 'example.org>', '"', ''));
    fc.assert(
      fc.property(around, control, around, (before, character, after) => {
        expect(parseMailbox(before + character + after)).toBeUndefined();
        expect(isAddress(before + character + after)).toBe(false);
      }),
      { numRuns: runs() },
    );
  });

  test('never holds a second address, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '@', 'b.org', '<', '>', ',', ';', ':', '"', '\\', ' ', '\n')),
        (parts) => {
          const address = parseMailbox(parts.join(''))?.address;
          if (address !== undefined) expect(address).toMatch(/^[^@<>,;:"\\\s]+@[^@<>,;:"\\\s]+$/);
        },
      ),
      { numRuns: runs(2000) },
    );
  });

  test('of a hundred thousand spaces is refused at once', () => {
    expect(parseMailbox(`A${' '.repeat(100_000)}B`)).toBeUndefined();
    expect(parseMailbox(`"${'\\'.repeat(100_000)}`)).toBeUndefined();
  });
});

describe('an address', () => {
  const label = 'd'.repeat(63);

  test.each([
    ['reader@example.org', 'reader@example.org'],
    ['Reader@EXAMPLE.org', 'Reader@example.org'],
    ['reader@localhost', 'reader@localhost'],
    ['reader@bücher.example', 'reader@xn--bcher-kva.example'],
    ['reader@xn--bcher-kva.example', 'reader@xn--bcher-kva.example'],
    ['用户@例え.テスト', '用户@xn--r8jz45g.xn--zckzah'],
    ['a@1and1.example', 'a@1and1.example'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
    [`a@${label}.example`, `a@${label}.example`],
  ])('%j travels as %j', (text, ascii) => {
    expect(asciiAddress(text)).toBe(ascii);
  });

  test.each([
    ['without an @', 'reader'],
    ['without a local part', '@example.org'],
    ['without a domain', 'reader@'],
    ['with two @', 'a@b@example.org'],
    ['with a domain of one label', 'reader@example'],
    ['with a dot in front', '.a@example.org'],
    ['with a dot before the @', 'a.@example.org'],
    ['with two dots in a row', 'a..b@example.org'],
    ['with an empty label', 'a@example..org'],
    ['with a dot at the end', 'a@example.org.'],
    ['with a hyphen at an edge of a label', 'a@-example.org'],
    ['with an underscore in the domain', 'a@exam_ple.org'],
    ['with a port', 'a@example.org:25'],
    ['with a percent escape in the domain', 'a@example%2eorg'],
    ['at a bare IP address', 'a@192.0.2.1'],
    ['at a shortened IP address', 'a@127.1'],
    ['at an address literal', 'a@[192.0.2.1]'],
    ['with a quoted local part', '"a b"@example.org'],
    ['with a space', 'a b@example.org'],
    ['with a no-break space', 'a\u00a0b@example.org'],
    ['with an invisible character in the domain', 'a@exam\u00adple.org'],
    ['with an invisible character in the local part', 'a\u200bb@example.org'],
    ['as a URL', 'mailto:a@example.org'],
    ['in angle brackets', '<a@example.org>'],
    ['with a local part over 64 octets', `${'a'.repeat(65)}@example.org`],
    ['with a local part over 64 octets of UTF-8', `${'é'.repeat(33)}@example.org`],
    ['with a label over 63 octets', `a@d${label}.example`],
    ['over 254 octets', `${'a'.repeat(64)}@${label}.${label}.${'d'.repeat(59)}.org`],
    ['over 254 octets once its domain is in ASCII', `${'a'.repeat(60)}@${'ü.'.repeat(25)}example`],
  ])('%s is refused', (_, text) => {
    expect(asciiAddress(text)).toBeUndefined();
    expect(isAddress(text)).toBe(false);
  });

  test('of exactly 254 octets is accepted', () => {
    const text = `${'a'.repeat(64)}@${label}.${label}.${'d'.repeat(57)}.org`;
    expect(text).toHaveLength(254);
    expect(isAddress(text)).toBe(true);
  });

  test('in ASCII is its own ASCII form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (local, domain) => {
        const ascii = asciiAddress(`${local}@${domain}.org`);
        if (ascii !== undefined) expect(asciiAddress(ascii)).toBe(ascii);
      }),
      { numRuns: runs() },
    );
  });
});

describe('the parts of an address', () => {
  test.each([
    ['reader@example.org', 'reader', 'example.org'],
    ['Reader@Example.ORG', 'Reader', 'Example.ORG'],
    ['a@b@example.org', 'a@b', 'example.org'],
    ['reader@', 'reader', ''],
    ['@example.org', '', 'example.org'],
    ['reader', '', 'reader'],
  ])('%s is %j at %j', (address, local, domain) => {
    expect([localPartOf(address), domainOf(address)]).toEqual([local, domain]);
  });

  test.each([
    ['Letters <letters@Example.ORG>', 'example.org'],
    ['briefe@bücher.example', 'xn--bcher-kva.example'],
    ['no address', undefined],
    ['', undefined],
  ])('the domain of the mailbox %s is %s in the DNS', (mailbox, domain) => {
    expect(mailboxDomain(mailbox)).toBe(domain);
  });

  test.each([
    ['reader@example.org', false],
    ['reader@bücher.example', false],
    ['bücher@example.org', true],
    ['用户@example.org', true],
  ])('%s has letters beyond ASCII before its @: %s', (address, expected) => {
    expect(isBeyondAscii(address)).toBe(expected);
  });
});
