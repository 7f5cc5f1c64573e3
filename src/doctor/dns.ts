import type { MxRecord } from 'node:dns';
import { Resolver } from 'node:dns/promises';

/** The part of Node's Resolver that is used here. */
export interface Questions {
  resolveTxt(name: string): Promise<string[][]>;
  resolveMx(name: string): Promise<MxRecord[]>;
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
  resolvePtr(name: string): Promise<string[]>;
}

/** A name server's answer; an empty one is an answer, too. */
export interface DnsAnswer<Record> {
  readonly records: readonly Record[];
  /** Whether the name, or a name below it, exists (RFC 8020). */
  readonly exists: boolean;
}

export interface Dns {
  /** Each record with its strings joined. */
  txt(name: string): Promise<DnsAnswer<string>>;
  mx(name: string): Promise<DnsAnswer<MxRecord>>;
  /** The names at the reversed name of an address. */
  ptr(name: string): Promise<DnsAnswer<string>>;
  /** IPv4 addresses, then IPv6 addresses. */
  addresses(name: string): Promise<DnsAnswer<string>>;
}

/** No name server answered. That says nothing of the record that was asked for. */
export class Unanswered extends Error {
  /** Such as `TXT example.org`. */
  readonly question: string;
  /** Why, in words that may follow a colon. */
  readonly reason: string;

  constructor(question: string, reason: string) {
    super(`${question}: ${reason}`);
    this.name = 'Unanswered';
    this.question = question;
    this.reason = reason;
  }
}

/** The name servers of this machine, which may take some ten seconds until they count as silent. */
export function systemResolver(signal: AbortSignal): Resolver {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  return resolver;
}

/** Asks every question once. Throws `Unanswered` if no name server answers. */
export function openDns(questions: Questions): Dns {
  const asked = new Map<string, Promise<DnsAnswer<unknown>>>();
  const once = <Record>(type: string, name: string, ask: (name: string) => Promise<Record[]>) => {
    const question = `${type} ${name.toLowerCase()}`;
    const answer = asked.get(question) ?? settle(question, ask(name));
    asked.set(question, answer);
    return answer as Promise<DnsAnswer<Record>>;
  };
  return {
    txt: (name) => once('TXT', name, async () => (await questions.resolveTxt(name)).map((strings) => strings.join(''))),
    mx: (name) => once('MX', name, () => questions.resolveMx(name)),
    ptr: (name) => once('PTR', name, () => questions.resolvePtr(name)),
    addresses: async (name) => {
      const [ipv4, ipv6] = await Promise.all([
        once('A', name, () => questions.resolve4(name)),
        once('AAAA', name, () => questions.resolve6(name)),
      ]);
      return { records: [...ipv4.records, ...ipv6.records], exists: ipv4.exists || ipv6.exists };
    },
  };
}

async function settle<Record>(question: string, answer: Promise<Record[]>): Promise<DnsAnswer<Record>> {
  try {
    return { records: await answer, exists: true };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ENODATA') return { records: [], exists: true };
    // A name that is too long to be one cannot exist.
    if (code === 'ENOTFOUND' || code === 'EBADNAME') return { records: [], exists: false };
    if (code === 'ECANCELLED') throw error;
    throw new Unanswered(question, reasons[code] ?? (code || message));
  }
}

const reasons: Readonly<Record<string, string>> = {
  ETIMEOUT: 'no name server answered in time',
  ECONNREFUSED: 'no name server can be reached from here',
  ESERVFAIL: 'the name server of the domain failed (SERVFAIL)',
  EREFUSED: 'the name server refused the question (REFUSED)',
  EBADRESP: 'the name server answered nonsense',
};
