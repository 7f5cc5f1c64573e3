/*
 * `tidings/send`: a publication folder, its list, and sendings to it, as the command line has them.
 */
export {
  type Config,
  type ConfigFlags,
  type KeyText,
  loadConfig,
  type RelaySettings,
  type RunContext,
  type SmtpSettings,
} from '../config/config.ts';
export type { ValueOrigin } from '../config/environment.ts';
export type { ImapSettings } from '../config/imap.ts';
export type { ListPlace } from '../config/list-place.ts';
export type { WebhookKeys } from '../config/webhooks.ts';
export type { FrozenLetter, Way as LetterWay } from '../email/frozen.ts';
export type { FeedSource } from '../model/feed-source.ts';
export type { CompiledLetters } from '../publish/letters/compile-letters.ts';
export type { CarriedArticles } from '../publish/lock/record-sent.ts';
export type { BuildLockOptions } from '../publish/output/build-lock.ts';
export type { CircuitBreaker, Trip } from '../send/loop/circuit-breaker.ts';
export type { RunProgress, SendOptions, Summary } from '../send/loop/loop.ts';
export type { Tally } from '../send/loop/records.ts';
export type { Outlet } from '../send/loop/relays.ts';
export type { SharedRates } from '../send/loop/shared-rate-limit.ts';
export { realTiming, type Timing } from '../send/loop/timing.ts';
export type { MessageOf, OutgoingMessage } from '../send/message/message.ts';
export type { Transmission } from '../send/transmit.ts';
export type { Answer, Envelope, Refusal, Session, Transport } from '../send/transport.ts';
export { type FreezeRequest, freezeSending } from '../sendings/freeze.ts';
export type { SendingOptions } from '../sendings/options.ts';
export { emlOutlet, smtpOutlets } from '../sendings/outlets.ts';
export { type PlanRequest, planSending, type SendingPlan } from '../sendings/plan.ts';
export { type RunRequest, type RunResult, runSending } from '../sendings/run.ts';
export { prepareTestLetter } from '../sendings/test-letter.ts';
export type { TestLetter, TestRequest } from '../sendings/test-request.ts';
export type {
  Activity,
  Audience,
  AudienceFilter,
  BounceCounts,
  Counts,
  Delivery,
  DeliveryEvent,
  DeliveryRecord,
  Exclusion,
  FreezeOptions,
  Ledger,
  OpenPlan,
  Outcome,
  Pause,
  Plan as LedgerPlan,
  Sending,
  Share,
  State as DeliveryState,
} from '../store/ledger.ts';
export { type DatabaseOptions, openStore, type Store, type StoreOptions } from '../store/open.ts';
export type {
  AboutLetter,
  KeptEvent,
  MailEffect,
  MailVerdict,
  ReturnCounts,
  ReturnedLetter,
  ReturnedMail,
  ReturnedMailStore,
  ReturnKind,
  SpentToken,
} from '../store/returned-mail.ts';
export type { BatchCounts, BatchName, BatchShare, RateSlice, SharedSendings } from '../store/shared-sendings.ts';
export type { Budget, Queued, SignUpStore, WaitingMail } from '../store/sign-ups.ts';
export type {
  BouncedSince,
  Erasure,
  Filter as SubscriberFilter,
  Joined,
  Joining,
  Leaving,
  MergeOutcome,
  PersonalData,
  SubscriberChange,
  SubscriberCounts,
  SubscriberStore,
  WishStanding,
} from '../store/subscriber-store.ts';
export type { Turn, Turns } from '../store/turns.ts';
export type { Entry as SubscriberEntry, Row as MergeRow, Stranger } from '../subscribers/entry.ts';
export type {
  Address as SubscriberAddress,
  Consent,
  ConsentEvent,
  ConsentRecord,
  Departure,
  Frequency,
  Status as SubscriberStatus,
  Subscriber,
  Suppression,
} from '../subscribers/subscriber.ts';
export { type Purpose, readToken, type Ticket, writeToken } from '../subscribers/token.ts';
