import type { WebTemplates } from './template.ts';

/** The file of each template, for loading and for messages. */
export const templateFiles: Readonly<Record<keyof WebTemplates, string>> = {
  layout: 'layout.html',
  header: 'header.html',
  footer: 'footer.html',
  article: 'article.html',
  issue: 'issue.html',
  home: 'home.html',
  list: 'list.html',
  subscribe: 'subscribe.html',
  join: 'join.html',
  act: 'act.html',
  signUp: 'sign-up.html',
  preferences: 'preferences.html',
  style: 'style.css',
  copy: 'copy.js',
  joinScript: 'join.js',
  feed: 'feed.css',
};
