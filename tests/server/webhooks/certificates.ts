import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';

/** A certificate and the key that it is about. */
export interface Certified {
  readonly certificate: X509Certificate;
  readonly pem: string;
  readonly der: Buffer;
  readonly privateKey: KeyObject;
}

interface CertificateParts {
  /** The common name. */
  readonly name: string;
  readonly issuer?: Certified;
  /** Names in the certificate's own list; the common name, where none are given. */
  readonly names?: readonly string[];
  readonly isAuthority?: boolean;
  /** Where the issuer's certificate lies. */
  readonly issuerAt?: string;
  readonly from?: string;
  readonly to?: string;
  readonly bits?: number;
}

let serial = 1;

/** Makes a certificate (RFC 5280), signed by its issuer or by itself. */
export function certify({
  name,
  issuer,
  names = [name],
  isAuthority = false,
  issuerAt,
  ...more
}: CertificateParts): Certified {
  const { from = '2026-01-01T00:00:00Z', to = '2028-01-01T00:00:00Z', bits = 2048 } = more;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const extensions = [
    extension('551d13', sequence(...(isAuthority ? [tagged(0x01, Buffer.from([0xff]))] : []))),
    ...(isAuthority ? [] : [extension('551d11', sequence(...names.map((one) => tagged(0x82, Buffer.from(one)))))]),
    ...(issuerAt
      ? [
          extension(
            '2b06010505070101',
            sequence(sequence(oid('2b06010505073002'), tagged(0x86, Buffer.from(issuerAt)))),
          ),
        ]
      : []),
  ];
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(2 ** 30 + serial++),
    algorithm,
    nameOf(issuer ? commonName(issuer) : name),
    sequence(time(from), time(to)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = sign('RSA-SHA256', body, issuer?.privateKey ?? privateKey);
  const der = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const certificate = new X509Certificate(der);
  return { certificate, pem: certificate.toString(), der, privateKey };
}

function commonName({ certificate }: Certified): string {
  return /CN=(.*)/.exec(certificate.subject)![1]!;
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

/** Without leading zeros, as DER has it. */
function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return tagged(0x02, value < 128 ? bytes.subarray(3) : bytes);
}

/** sha256WithRSAEncryption */
const algorithm = sequence(oid('2a864886f70d01010b'), tagged(0x05, Buffer.alloc(0)));

function nameOf(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))));
}

function time(instant: string): Buffer {
  const digits = new Date(instant).toISOString().replace(/\D/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}

function extension(hex: string, value: Buffer): Buffer {
  return sequence(oid(hex), tagged(0x04, value));
}
