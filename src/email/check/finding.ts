import type { NewsletterSettings } from '../../model/publication.ts';
import type { RuleName } from './rules.ts';

/** A rule's finding: its effect on readers, the remedy, and the place to mend. */
export interface Finding {
  readonly rule: RuleName;
  readonly message: string;
  readonly hint: string;
  readonly at: Spot;
}

/**
 * Where a person mends it: a key under `newsletter` in the settings, a file of the theme (the line that holds the first
 * of some texts, in any template, or the setting that equals it), the issue, the article that
 * holds an address (the theme, if none does), or, where nobody's file is to blame, a line of the message, from 1.
 */
export type Spot =
  | { readonly setting: keyof NewsletterSettings }
  | { readonly theme: 'layout.mjml' | 'theme.yaml'; readonly written?: readonly string[] }
  | { readonly issue: true }
  | { readonly address: string }
  | { readonly line: number };
