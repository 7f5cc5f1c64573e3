/*
 * `tidings/letter`: issues compiled to letters, and letters to messages that are complete but for a server.
 */
export { type FittedLetter, fitLetter } from '../email/budget.ts';
export { checkMessage } from '../email/check/check.ts';
export type { LetterContext } from '../email/check/place.ts';
export { type CompileOptions, compileIssue } from '../email/compile.ts';
export type { Element, Node } from '../email/content.ts';
export type { FittedContent } from '../email/fit-content.ts';
export { issueOf } from '../email/issue.ts';
export type { Email, Hole, Letter, Segments, SlotPlace, SlotValues } from '../email/letter.ts';
export type { CopiedPicture, LetterPictures, PicturesOfLetter, PictureWeight } from '../email/letter-pictures.ts';
export {
  composeMessage,
  type LetterTexts,
  type Message,
  messageBytes,
  prepareMessages,
  type Recipient,
} from '../email/message/compose.ts';
export type { AutomaticMail, MessageHeaders } from '../email/message/headers.ts';
export { messageIdOf } from '../email/message/message-id.ts';
export { type SharedHeaders, sharedHeadersOf } from '../email/message/shared-headers.ts';
export type { Reduction } from '../email/reduction.ts';
export type { Original, Recipe, Rendition, RenditionOf } from '../email/renditions.ts';
export type { SkeletonStore } from '../email/skeleton-memory.ts';
export { fallbackValues, fillLetter, fillMjml, longestValues } from '../email/slots.ts';
export { type Face, type Logo, parseTheme, type StyleChanges, type Theme } from '../email/theme.ts';
export { letterFor, routesOf, segmentsOf, type TagWay, variantsOf } from '../email/variant.ts';
export type { KeyHandle } from '../lib/key-handle.ts';
export type { Locate } from '../model/problem.ts';
export type { ThemePalette, ThemeSettings } from '../model/publication.ts';
export type { SlotKind } from '../model/slot.ts';
export { type ComposedLetter, composeLetter } from '../pipeline.ts';
export { loadTheme, type ThemeUse } from '../publish/themes/theme.ts';
export { type SigningKey, signMessage } from '../send/message/dkim.ts';
export { type LoadedKey, signingKeys } from '../send/message/signing-keys.ts';
