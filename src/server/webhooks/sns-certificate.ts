import { type KeyObject, X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import { type Fetch, fetchBytes } from './fetch-bytes.ts';
import { certificateHostOf, type SnsHost } from './sns-address.ts';

interface CertificateOptions {
  readonly fetch: Fetch;
  readonly clock: () => Date;
  /** The authorities that are trusted, in PEM: those of this machine, where none are given. */
  readonly authorities?: readonly string[];
}

/** A certificate that cannot be had for now; the provider may come again. */
export class Unreachable extends Error {}

/** Milliseconds that a certificate is believed without being looked at again. */
const keptFor = 86_400_000;

/** Each certificate that is not known yet is asked for over the network: strangers must not make us ask without end. */
const mostFetches = { number: 20, window: 600_000 } as const;

/** The longest chain: the certificate of SNS and those between it and an authority. */
const longestChain = 4;

/** The certificates by which Amazon SNS signs, fetched once and proven by their names and by the chain of their issuers. */
export class SnsCertificates {
  readonly #options: CertificateOptions;
  readonly #kept = new Map<string, { key: Promise<KeyObject>; until: number }>();
  #fetches: number[] = [];
  #authorities: X509Certificate[] | undefined;

  constructor(options: CertificateOptions) {
    this.#options = options;
  }

  /**
   * The public key of the certificate at an address.
   * @throws Unreachable if it cannot be had for now, or an Error if it proves nothing.
   */
  async keyAt(address: string): Promise<KeyObject> {
    const host = certificateHostOf(address);
    if (!host) throw new Error('the certificate lies at no address of Amazon SNS');
    const now = this.#options.clock().getTime();
    const known = this.#kept.get(address);
    if (known && known.until > now) return known.key;
    const key = this.#fetch(address, host);
    this.#kept.set(address, { key, until: now + keptFor });
    if (this.#kept.size > mostFetches.number) this.#kept.delete(this.#kept.keys().next().value!);
    // One that could not be had is asked for again.
    key.catch(() => this.#kept.delete(address));
    return key;
  }

  async #fetch(address: string, host: SnsHost): Promise<KeyObject> {
    const leaf = certificateIn(await this.#get(address));
    if (!namesOf(host).some((name) => leaf.checkHost(name) !== undefined))
      throw new Error('the certificate is of another name');
    if (leaf.ca) throw new Error('the certificate is one of an authority');
    await this.#prove(leaf);
    const { publicKey } = leaf;
    if (publicKey.asymmetricKeyType !== 'rsa' || (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
      throw new Error('the key of the certificate is no RSA key of 2048 bits');
    return publicKey;
  }

  /**
   * Follows the issuers to an authority that this machine trusts. SNS gives its own certificate alone; that says where
   * its issuer's lies (RFC 5280, section 4.2.2.1).
   */
  async #prove(leaf: X509Certificate): Promise<void> {
    this.#authorities ??= (this.#options.authorities ?? getCACertificates()).map((pem) => new X509Certificate(pem));
    let certificate = leaf;
    for (let length = 1; length <= longestChain; length += 1) {
      const now = this.#options.clock();
      if (certificate.validFromDate > now || certificate.validToDate < now)
        throw new Error('a certificate is not valid now');
      const last = certificate;
      if (this.#authorities.some((authority) => isIssuedBy(last, authority) && authority.validToDate >= now)) return;
      const place = issuerPlaceOf(certificate);
      if (place === undefined) break;
      const issuer = certificateIn(await this.#get(place));
      if (!isIssuedBy(certificate, issuer)) break;
      certificate = issuer;
    }
    throw new Error('the certificate is of no authority that this machine trusts');
  }

  async #get(address: string): Promise<Uint8Array> {
    const now = this.#options.clock().getTime();
    this.#fetches = this.#fetches.filter((at) => at > now - mostFetches.window);
    if (this.#fetches.length >= mostFetches.number) throw new Unreachable('too many certificates were asked for');
    this.#fetches.push(now);
    try {
      return await fetchBytes(this.#options.fetch, address);
    } catch {
      throw new Unreachable('a certificate cannot be fetched');
    }
  }
}

/** The names that Amazon gives these certificates, by region: older ones, the one of most, and those of newer regions. */
function namesOf({ host, region }: SnsHost): string[] {
  const domain = host.endsWith('.cn') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const government = region.startsWith('us-gov-') ? ['sns-us-gov-west-1.amazonaws.com'] : [];
  return [`sns.${domain}`, host, `sns-signing.${region}.${domain}`, `sns-${region}.${domain}`, ...government];
}

/** In PEM or DER. */
function certificateIn(bytes: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch {
    throw new Error('the file is no certificate');
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** Plain http will do, for an issuer is proven by its key; but never an address within our own network. */
function issuerPlaceOf({ infoAccess }: X509Certificate): string | undefined {
  const places = infoAccess?.match(/(?<=^CA Issuers - URI:)\S+$/gm) ?? [];
  return places.find((place) => /^https?:\/\/(?:[a-z0-9-]+\.)+[a-z]{2,}\/[\w./-]*$/.test(place));
}
