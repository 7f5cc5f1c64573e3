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
export {
  type Article,
  type Attachment,
  type Author,
  check,
  type Extension,
  type Image,
  type LocalFile,
  type Manuscript,
  type Origin,
} from './model/article.ts';
export type { Issue, IssueItem, ItemLayout } from './model/issue.ts';
export { formatProblems, type Problem, ProblemError } from './model/problem.ts';
export { type NewsletterSettings, newestFirst, type Publication, type Settings } from './model/publication.ts';
export { type File, type PublishOptions, publish } from './pipeline.ts';
export { loadTheme, type ThemeUse } from './publish/themes/theme.ts';
export { loadWebTemplates } from './publish/themes/web-templates.ts';
export { type SigningKey, signMessage } from './send/message/dkim.ts';
export { withDefaults } from './settings/file.ts';
export type { WebTemplates } from './web/template.ts';
