import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAuthenticationResults } from '../../src/lib/authentication-results.ts';
import { runs } from '../runs.ts';

/** `dkim=pass header.d=example.org` for each result. */
const read = (value: string) => {
  const parsed = parseAuthenticationResults(value);
  return parsed && [parsed.authserv, ...parsed.results.map(short)];
};
const short = ({ method, result, properties }: { method: string; result: string; properties: Iterable<unknown> }) =>
  [`${method}=${result}`, ...[...properties].map((pair) => (pair as string[]).join('='))].join(' ');

describe('what servers write', () => {
  test.each([
    ['a name alone', 'mx.example.org; none', ['mx.example.org']],
    ['a version', 'mx.example.org 1; none', ['mx.example.org']],
    [
      'one method',
      'mx.example.org; dmarc=pass header.from=example.net',
      ['mx.example.org', 'dmarc=pass header.from=example.net'],
    ],
    [
      'several methods, folded',
      'mx.example.org;\r\n\tdkim=pass header.d=example.net header.s=a header.b="x/+="; \r\n spf=softfail\r\n smtp.mailfrom=ada@example.net;\r\n dmarc=none',
      [
        'mx.example.org',
        'dkim=pass header.d=example.net header.s=a header.b=x/+=',
        'spf=softfail smtp.mailfrom=ada@example.net',
        'dmarc=none',
      ],
    ],
    [
      'comments, nested, with semicolons and quoted signs',
      '(a) mx.example.org (b (c;\\)) d) ; (e) dkim (f) = (g) pass (2048-bit; "key") header (h) . (i) d (j) = (k) example.net (l)',
      ['mx.example.org', 'dkim=pass header.d=example.net'],
    ],
    [
      'quoted strings',
      '"mx.example.org"; dkim=fail reason="bad \\"seal\\"; dkim=pass" header.i="ada b"@example.net',
      ['mx.example.org', 'dkim=fail reason=bad "seal"; dkim=pass header.i=ada b@example.net'],
    ],
    ['a version of a method', 'mx.example.org; dkim/1=pass', ['mx.example.org', 'dkim=pass']],
    [
      'capitals',
      'MX.Example.org; DKIM=Pass Header.D=Example.net',
      ['mx.example.org', 'dkim=pass header.d=Example.net'],
    ],
    ['a semicolon at the end', 'mx.example.org; spf=pass;', ['mx.example.org', 'spf=pass']],
    [
      'the first of two',
      'mx.example.org; dkim=pass header.d=a.example header.d=b.example',
      ['mx.example.org', 'dkim=pass header.d=a.example'],
    ],
    [
      'addresses of networks',
      'mx.example.org; iprev=pass policy.iprev="2001:db8::1"; x-ptr=pass smtp.remote-ip=2001:db8::2',
      ['mx.example.org', 'iprev=pass policy.iprev=2001:db8::1', 'x-ptr=pass smtp.remote-ip=2001:db8::2'],
    ],
  ])('%s', (_, value, expected) => {
    expect(read(value)).toEqual(expected);
  });
});

test.each([
  ['nothing', ''],
  ['no name', '; dkim=pass'],
  // As Exchange Online writes it.
  ['a method in the place of the name', 'dkim=pass header.d=example.net; dmarc=pass'],
  ['another version', 'mx.example.org 2; dkim=pass'],
  ['a comment without an end', 'mx.example.org; dkim=pass (a (b) header.d=example.net'],
  ['a string without an end', 'mx.example.org; dkim=pass reason="a; dmarc=pass'],
  ['a bracket too many', 'mx.example.org; spf=pass) smtp.mailfrom=a@example.net; dkim=pass'],
  ['a method without a result', 'mx.example.org; dkim; dmarc=pass'],
  ['a property without a value', 'mx.example.org; dkim=pass header.d; dmarc=pass'],
  ['a property without a type', 'mx.example.org; dkim=pass .d=example.net'],
  ['none among results', 'mx.example.org; none dkim=pass'],
  ['a control character', 'mx.example.org; dkim=pass\0 header.d=example.net'],
  ['a line end that folds nothing', 'mx.example.org; dkim=pass\r\ndmarc=pass'],
  ['two names', 'mx.example.org mx.example.net; dkim=pass'],
])('a field with %s proves nothing', (_, value) => {
  expect(parseAuthenticationResults(value)).toBeUndefined();
});

test('whatever results are written by the grammar are read back, with any comments and folds between', () => {
  const word = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,8}[a-z0-9])?$/);
  const value = fc.string({ unit: fc.constantFrom(...'aZ0 ;()"\\@=.'), maxLength: 12 });
  const gap = fc.constantFrom('', ' ', '\r\n\t', '(a; b)', ' (x(y\\(z)) ', '("\\) =)');
  const result = fc.record({ method: word, result: word, properties: fc.dictionary(word, value, { maxKeys: 3 }) });
  const all = fc.tuple(fc.array(result, { minLength: 1, maxLength: 4 }), fc.infiniteStream(gap));
  fc.assert(
    fc.property(all, ([results, gaps]) => {
      const cfws = () => gaps.next().value!;
      const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
      const written = results.map(({ method, result, properties }) => {
        const specs = Object.entries(properties).map(
          ([name, text]) => ` ${cfws()}header${cfws()}.${cfws()}${name}${cfws()}=${cfws()}${quoted(text)}${cfws()}`,
        );
        return `;${cfws()}${method}${cfws()}=${cfws()}${result}${cfws()}${specs.join('')}`;
      });
      const parsed = parseAuthenticationResults(`${cfws()}mx.example.org${cfws()}${written.join('')}`);
      fc.pre(!results.some(({ method }) => method === 'none'));
      expect(
        parsed?.results.map(({ properties, ...rest }) => ({ ...rest, properties: Object.fromEntries(properties) })),
      ).toEqual(
        results.map(({ properties, ...rest }) => ({
          ...rest,
          properties: Object.fromEntries(Object.entries(properties).map(([name, text]) => [`header.${name}`, text])),
        })),
      );
    }),
    { numRuns: runs(500) },
  );
});

test('no text makes it throw, and no repetition makes it slow', () => {
  const piece = fc.constantFrom(
    'mx.example.org',
    ';',
    'dkim',
    '=',
    'pass',
    '(',
    ')',
    '"',
    '\\',
    ' ',
    '.',
    'header.d',
    '\r\n ',
    '\0',
    '/1',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((pieces) => pieces.join('')),
        fc.string(),
      ),
      (text) => {
        parseAuthenticationResults(text);
      },
    ),
    { numRuns: runs(2000) },
  );
  for (const piece of ['(', '"', '\\', ';', '; a=b', '((a)', '-', 'a.', ' a=b c.d="e"'])
    parseAuthenticationResults(`mx.example.org; a=b ${piece.repeat(60_000 / piece.length)}`);
});
