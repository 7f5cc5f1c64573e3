/**
 * A secret or private key as node:crypto makes it: a `KeyObject`, described so that programs need no types of Node to
 * read ours.
 */
export interface KeyHandle {
  readonly type: string;
  /** Such as `rsa`; of private keys. */
  readonly asymmetricKeyType?: string | undefined;
  /** In bytes; of secret keys. */
  readonly symmetricKeySize?: number | undefined;
}
