/** A mail to one person that is no letter of a sending. It holds nothing that a visitor typed but the address. */
export type OutboxMail =
  /** Asks whether the person wants the newsletter, by a link or by an answer whose subject holds the token. */
  | (MailTo & { readonly kind: 'confirm'; readonly way: 'form'; readonly token: string })
  | (MailTo & {
      readonly kind: 'confirm';
      readonly way: 'mail';
      readonly token: string;
      /** The Message-ID of the mail that it answers, with its angle brackets. */
      readonly inReplyTo?: string | undefined;
    })
  /** Asks whether the new address is the person's. */
  | (MailTo & { readonly kind: 'new-address'; readonly token: string })
  /** Tells the old address. */
  | (MailTo & { readonly kind: 'address-changed' });

interface MailTo {
  /** A bare address. */
  readonly to: string;
  /** BCP 47. */
  readonly language: string;
}
