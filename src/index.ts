/*
 * `tidings`: the whole library. Its parts are there by themselves, too, for programs that need one: `tidings/record`,
 * `tidings/feed`, `tidings/letter` and `tidings/send`.
 */
export * from './library/feed.ts';
export * from './library/letter.ts';
export * from './library/record.ts';
export * from './library/send.ts';
export { type File, type PublishOptions, publish } from './pipeline.ts';
export { loadWebTemplates } from './publish/themes/web-templates.ts';
export type { WebTemplates } from './web/template-files.ts';
