/** The replacement of a tag. */
export interface Expansion {
  /** In text: HTML, or words. Nothing if both are absent. */
  readonly html?: string;
  readonly text?: string;
  /** In an address and other attributes. */
  readonly address?: string;
}
