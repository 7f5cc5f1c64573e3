/** What a mail means for the list. */
export type MailVerdict =
  | { readonly kind: 'hard' | 'complaint' | 'unsubscribe'; readonly subscriber: number; readonly how: string }
  | { readonly kind: 'soft'; readonly subscriber: number; readonly sending: number; readonly how: string }
  /** Refused for what we or the letter are: the reader has no part in it. */
  | { readonly kind: 'refused'; readonly subscriber: number; readonly how: string }
  | { readonly kind: 'automatic' | 'progress' }
  | { readonly kind: 'unknown'; readonly reason: string };
