/** Every rule that a letter is held to, and how bad it is to break it. The guide tells what each one prevents. */
export const rules = {
  // headers.ts
  unreadable: 'error',
  'from-header': 'error',
  'one-recipient': 'error',
  'date-header': 'error',
  'message-id': 'error',
  'subject-header': 'error',
  'header-8-bit': 'error',
  'no-sender': 'error',
  'freemail-sender': 'warning',
  'sibling-signature': 'warning',
  'no-list-id': 'warning',
  'auto-submitted': 'warning',
  // lines.ts
  'line-end': 'error',
  'long-line': 'error',
  'quoted-printable-line': 'error',
  'unfolded-header': 'warning',
  // unsubscribe.ts
  'list-unsubscribe': 'error',
  'unsubscribe-button': 'warning',
  'one-click': 'error',
  'unsubscribe-token': 'error',
  'unsigned-unsubscribe': 'error',
  'unsubscribe-link': 'error',
  'postal-address': 'error',
  // parts.ts
  alternatives: 'error',
  charset: 'error',
  'empty-part': 'error',
  // size.ts
  clipped: 'error',
  'near-clip': 'warning',
  'footer-near-clip': 'warning',
  'style-size': 'error',
  // markup.ts, slots.ts and images.ts
  'nested-at-rule': 'error',
  'active-content': 'error',
  'data-address': 'error',
  'relative-address': 'error',
  'insecure-image': 'error',
  'insecure-link': 'warning',
  'unfilled-slot': 'error',
  'no-title': 'error',
  'no-language': 'error',
  'no-direction': 'error',
  'one-heading': 'error',
  'no-alt': 'error',
  // contrast.ts
  contrast: 'error',
  'dark-contrast': 'error',
  // tracking.ts
  'tracking-pixel': 'warning',
  'tracking-link': 'warning',
  // weight.ts
  'heavy-picture': 'warning',
  // support.ts
  support: 'warning',
  // the settings: publish/letters/doubtful-settings.ts
  placeholder: 'warning',
  'foreign-sender': 'warning',
  'foreign-unsubscribe': 'warning',
  // asked for by flags
  'spam-score': 'error',
  'spam-points': 'warning',
  'dead-link': 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

export type RuleName = keyof typeof rules;
