/** The texts of the files in `templates/web/`. */
export interface WebTemplates {
  /** The layout around every page, in Liquid. */
  readonly layout: string;
  readonly header: string;
  readonly footer: string;
  readonly article: string;
  /** A hand-made issue. */
  readonly issue: string;
  readonly home: string;
  /** The articles of a year, a tag, an author or a language. */
  readonly list: string;
  readonly subscribe: string;
  /** The form to subscribe by email. */
  readonly join: string;
  /** A page of the site that is no article. */
  readonly page: string;
  /** The page for addresses where nothing is. */
  readonly missing: string;
  /** A page on which a reader acts, or reads why nothing is there. */
  readonly act: string;
  /** A page of a server that follows the form to subscribe. */
  readonly signUp: string;
  /** The page of a server on which a reader chooses. */
  readonly preferences: string;
  /** The style sheet of the pages. */
  readonly style: string;
  /** The scripts of the page about subscribing: for the addresses of feeds, and for the form. */
  readonly copy: string;
  readonly joinScript: string;
  /** The style sheet of the feeds, for browsers: Liquid, with text as `{{ … | css_string | raw }}`. */
  readonly feed: string;
}

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
  page: 'page.html',
  missing: 'missing.html',
  act: 'act.html',
  signUp: 'sign-up.html',
  preferences: 'preferences.html',
  style: 'style.css',
  copy: 'copy.js',
  joinScript: 'join.js',
  feed: 'feed.css',
};
