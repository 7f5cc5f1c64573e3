import type { MxRecord } from 'node:dns';
import type { Questions } from '../../src/doctor/dns.ts';

/** What stands at a name; a string in place of it is the code with which its name server fails. */
export type Entry =
  | string
  | {
      txt?: readonly string[];
      mx?: readonly string[];
      a?: readonly string[];
      aaaa?: readonly string[];
      ptr?: readonly string[];
    };

/** A table of names in the place of the DNS. A name above another one exists, too (RFC 8020). */
export function zone(table: Readonly<Record<string, Entry>>): Questions {
  const records = <Type extends 'txt' | 'mx' | 'a' | 'aaaa' | 'ptr'>(name: string, type: Type): readonly string[] => {
    const known = name.toLowerCase().replace(/\.$/, '');
    const entry = table[known];
    if (typeof entry === 'string') throw failure(entry);
    const exists = entry ?? Object.keys(table).some((other) => other.endsWith(`.${known}`));
    if (!exists) throw failure('ENOTFOUND');
    if (!entry?.[type]?.length) throw failure('ENODATA');
    return entry[type];
  };
  return {
    resolveTxt: async (name) => records(name, 'txt').map((text) => text.match(/.{1,255}/gs) ?? ['']),
    resolveMx: async (name) => records(name, 'mx').map(exchangeOf),
    resolve4: async (name) => [...records(name, 'a')],
    resolve6: async (name) => [...records(name, 'aaaa')],
    resolvePtr: async (name) => [...records(name, 'ptr')],
  };
}

/** `10 mail.example.org`; `0 .` says that there is no mail, and its name comes back empty. */
function exchangeOf(text: string): MxRecord {
  const [priority, exchange] = text.split(' ');
  return { priority: Number(priority), exchange: exchange === '.' ? '' : exchange! };
}

function failure(code: string): Error {
  return Object.assign(new Error(`query ${code}`), { code });
}
