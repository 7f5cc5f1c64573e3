import type { IssueKind } from '../model/issue.ts';
import type { AudienceFilter, Sending } from '../store/ledger.ts';

/** Whom a run is about, and how it treats letters that may have arrived. */
export interface SendingOptions {
  /** Only subscribers with this tag; everybody without it. Fixed when the audience is frozen. */
  readonly tag?: string | undefined;
  /** Adds subscribers who joined after the audience was frozen. */
  readonly new?: boolean | undefined;
  /** Once more to those whose letter failed or is in doubt, and to those who wait, as by any run. */
  readonly only?: 'failed' | 'in-doubt' | undefined;
  /** Takes back what was frozen and reached nobody, and freezes letters and audience as they are now. */
  readonly refreeze?: boolean | undefined;
  /** Sends an issue that the lock says was sent, by a list that knows nothing of it. */
  readonly alreadySent?: boolean | undefined;
  /** Goes on with a list that knows less than its last run did. */
  readonly olderList?: boolean | undefined;
  /** Letters that may have arrived: kept by name (the default), or sent again. */
  readonly inDoubt?: 'hold' | 'resend' | undefined;
}

/** The part of the list that an issue goes to: by a tag, and by how often readers want a letter. */
export function selectionOf(
  { tag }: Pick<SendingOptions, 'tag'>,
  { kind }: { readonly kind?: IssueKind | undefined },
): AudienceFilter {
  return { ...(tag !== undefined && { tag }), ...(kind === 'digest' && { digest: true }) };
}

/** Of an issue that was frozen: by another tag, if one is named. */
export function selectionAgain(
  { tag }: Pick<SendingOptions, 'tag'>,
  { selection }: Pick<Sending, 'selection'>,
): AudienceFilter {
  return tag === undefined ? selection : { ...selection, tag };
}
