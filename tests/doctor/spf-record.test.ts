import { describe, expect, test } from 'vitest';
import { parseSpf } from '../../src/doctor/spf-record.ts';

describe('an SPF record', () => {
  test.each([
    ['v=spf1', []],
    ['v=spf1 -all', ['all']],
    ['V=SPF1 A MX ~ALL', ['a', 'mx', 'all']],
    ['v=spf1  a:mail.example.org/24//64   mx/28 -all', ['a', 'mx', 'all']],
    ['v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ip6:2001:db8::1 all', ['ip4', 'ip6', 'ip6', 'all']],
    ['v=spf1 include:_spf.example.org. exists:%{i}._spf.%{d} -all', ['include', 'exists', 'all']],
    ['v=spf1 a:%{d}//64 unknown=a/b redirect=_spf.example.org', ['a']],
  ])('%s is read', (text, names) => {
    const { terms, faults } = parseSpf(text);
    expect(faults).toEqual([]);
    expect(terms.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ['v=spf1 ipv4:192.0.2.1 -all', '"ipv4:192.0.2.1" is no mechanism of SPF; did you mean "ip4"?'],
    ['v=spf1 include: spf.example.org -all', '"include:" names no domain; is there a blank behind its colon?'],
    ['v=spf1 include -all', '"include" names no domain; is there a blank behind its colon?'],
    ['v=spf1 ip4:mail.example.org -all', '"ip4:mail.example.org" names no IPv4 address or network'],
    ['v=spf1 ip4:192.0.2.1/33 -all', '"ip4:192.0.2.1/33" names no IPv4 address or network'],
    ['v=spf1 ip4:2001:db8::1 -all', '"ip4:2001:db8::1" names no IPv4 address or network'],
    ['v=spf1 ip6:192.0.2.1 -all', '"ip6:192.0.2.1" names no IPv6 address or network'],
    ['v=spf1 a:localhost -all', '"a:localhost" names no domain'],
    ['v=spf1 mx/99 -all', '"mx/99" names no domain'],
    ['v=spf1 a/ -all', '"a/" names no domain'],
    ['v=spf1 include:example.org/24 -all', '"include:example.org/24" names no domain'],
    ['v=spf1 exists:%{x -all', '"exists:%{x" names no domain'],
    ['v=spf1 -all:example.org', '"-all:example.org" says too much: "all" has no value'],
    ['v=spf1 redirect= a', '"redirect=" names no domain'],
    ['v=spf1 redirect=a.example.org redirect=b.example.org', '"redirect=" occurs in it 2 times'],
    ['v=spf1 a −all', 'it holds a character that is not printable ASCII'],
  ])('%s is told to be wrong', (text, fault) => expect(parseSpf(text).faults).toContain(fault));

  test('ends at "all", and what stands behind it is kept apart', () => {
    const { terms, ignored, redirect } = parseSpf('v=spf1 a ~all mx include:example.org redirect=example.org');
    expect(terms.map(({ text }) => text)).toEqual(['a', '~all']);
    expect(ignored).toEqual(['mx', 'include:example.org']);
    expect(redirect).toBeUndefined();
  });
});
