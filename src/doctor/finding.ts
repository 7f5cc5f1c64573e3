/** The result of one check. */
export interface DnsFinding {
  readonly check: 'From' | 'SPF' | 'DKIM' | 'DMARC' | 'MX' | 'PTR' | 'TLS' | 'Unsubscribe' | 'Subscribe' | 'Database';
  /** `unanswered` where no name server could tell; `note` where nothing has to be done, or nothing can be known. */
  readonly verdict: 'ok' | 'note' | 'warning' | 'error' | 'unanswered';
  /** A short stable name in kebab-case. */
  readonly rule: string;
  /** The result: lower case at its start unless it is a name, no full stop at its end. */
  readonly message: string;
  /** The consequence, in whole sentences. */
  readonly consequence?: string;
  /** How to mend it, in whole sentences. */
  readonly hint?: string;
  /** The record to add, or to write in the place of the one that is there. */
  readonly record?: DnsRecord;
}

export interface DnsRecord {
  /** Without a dot at its end. */
  readonly name: string;
  readonly type: 'TXT';
  readonly value: string;
}
