/*
 * `tidings/record`: records and settings from anywhere, proven. Loads neither themes nor what sends.
 */
export type {
  Article,
  ArticleRecord,
  Attachment,
  Author,
  Extension,
  Image,
  LocalFile,
  Manuscript,
  Origin,
} from '../model/article.ts';
export type { DataDeclaration, DataValue } from '../model/data-value.ts';
export type { FeedIds } from '../model/feed-ids.ts';
export { formatProblems } from '../model/format-problems.ts';
export type { Issue, IssueItem, IssueKind, ItemLayout, Occasion } from '../model/issue.ts';
export { type Problem, ProblemError } from '../model/problem.ts';
export {
  type BounceSettings,
  type DkimSettings,
  type EditorSettings,
  type FeedSettings,
  type FieldSettings,
  type Generator,
  type NewsletterSettings,
  newestFirst,
  type PaletteSettings,
  type PodcastSettings,
  type Publication,
  type ReaderTag,
  type Redirect,
  type ScheduleSettings,
  type SelectionSettings,
  type SendSettings,
  type ServerSettings,
  type Settings,
  type SignUpSettings,
  type StyleSettings,
  type Tombstone,
} from '../model/publication.ts';
export type { NavigationLink, SitePage } from '../model/site-page.ts';
export { check } from '../read/check.ts';
export { type ArticleInput, type ArticleResult, articleFrom } from '../read/record.ts';
export {
  type AuthorInput,
  type BouncesInput,
  checkSettings,
  type FeedsInput,
  type Loose,
  type NewsletterInput,
  type PodcastInput,
  type ScheduleInput,
  type SendInput,
  type ServerInput,
  type SettingsInput,
  type SourceInput,
  withDefaults,
} from '../settings/input.ts';
