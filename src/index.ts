export { type Config, type ConfigFlags, loadConfig, type RunContext } from './config/config.ts';
export { type FittedLetter, fitLetter } from './email/budget.ts';
export { checkMessage } from './email/check/check.ts';
export type { LetterContext } from './email/check/place.ts';
export { compileIssue } from './email/compile.ts';
export { issueOf } from './email/issue.ts';
export type { Email, Letter, SlotValues } from './email/letter.ts';
export {
  composeMessage,
  type Message,
  messageBytes,
  prepareMessages,
  type Recipient,
} from './email/message/compose.ts';
export { messageIdOf } from './email/message/message-id.ts';
export { type SharedHeaders, sharedHeadersOf } from './email/message/shared-headers.ts';
export type { Reduction } from './email/reduction.ts';
export { fallbackValues, fillLetter, longestValues } from './email/slots.ts';
export type { Theme } from './email/theme.ts';
export { segmentsOf, variantsOf } from './email/variant.ts';
export type { FeedDocument, Format } from './feed/document.ts';
export { renderFeed } from './feed/feed.ts';
export { feedsOf, mainFeed } from './feed/feeds.ts';
export type {
  Article,
  Attachment,
  Author,
  Extension,
  Image,
  LocalFile,
  Manuscript,
  Origin,
} from './model/article.ts';
export type { Issue, IssueItem, ItemLayout } from './model/issue.ts';
export { formatProblems, type Problem, ProblemError } from './model/problem.ts';
export { type NewsletterSettings, newestFirst, type Publication, type Settings } from './model/publication.ts';
export { type File, type PublishOptions, publish } from './pipeline.ts';
export { loadTheme, type ThemeUse } from './publish/themes/theme.ts';
export { loadWebTemplates } from './publish/themes/web-templates.ts';
export { check } from './read/check.ts';
export { type ArticleInput, type ArticleResult, articleFrom } from './read/record.ts';
export type { RunProgress, Summary } from './send/loop/loop.ts';
export type { Outlet } from './send/loop/relays.ts';
export { realTiming, type Timing } from './send/loop/timing.ts';
export { type SigningKey, signMessage } from './send/message/dkim.ts';
export { type FreezeRequest, freezeSending } from './sendings/freeze.ts';
export type { SendingOptions } from './sendings/options.ts';
export { emlOutlet, smtpOutlets } from './sendings/outlets.ts';
export { type PlanRequest, planSending, type SendingPlan } from './sendings/plan.ts';
export { type RunResult, runSending } from './sendings/run.ts';
export { prepareTestLetter, type TestLetter, type TestRequest } from './sendings/test-letter.ts';
export { checkSettings, type SettingsInput, withDefaults } from './settings/input.ts';
export type { Audience, Counts, Ledger, Sending } from './store/ledger.ts';
export { openStore, type Store, type StoreOptions } from './store/open.ts';
export type { SubscriberStore } from './store/subscriber-store.ts';
export type { WebTemplates } from './web/template.ts';
