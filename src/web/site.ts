import { oneLine } from '../lib/escape.ts';
import type { Article } from '../model/article.ts';
import { editionsOf, welcomesOf } from '../model/edition.ts';
import type { Issue } from '../model/issue.ts';
import { letterNames } from '../model/letter-name.ts';
import type { Publication, Settings } from '../model/publication.ts';
import {
  type SavedSelection,
  type Selection,
  savedSelectionsOf,
  selectionPath,
  selectionsOf,
} from '../model/selection.ts';
import type { NavigationLink, SitePage } from '../model/site-page.ts';
import { capitalised, perLanguage } from '../strings/language.ts';
import type { PageWords } from '../strings/table.ts';
import { pageWordsFor } from '../strings/tables.ts';
import type { SiteLogo } from './look.ts';

/** The data that all pages of one archive share. */
export interface Site {
  readonly settings: Settings;
  /** Newest first. */
  readonly articles: readonly Article[];
  /** The hand-made issues, newest first, in their public version. */
  readonly issues: readonly Issue[];
  /** Letters that are no news: they have pages, to which nothing leads but the letters. */
  readonly welcomes: readonly Issue[];
  /** Each tag, author and language that has a page, in the order of their paths. */
  readonly selections: readonly Topic[];
  /** The saved selections of the settings, which have feeds but no page. */
  readonly saved: readonly SavedSelection[];
  /** Newest first. */
  readonly years: readonly Year[];
  readonly words: PageWords;
  /** The links in the header of every page, besides those to issues and subscribing. */
  readonly navigation: readonly NavigationLink[];
  /** Shown in the place of the title above every page of the archive. */
  readonly logo?: SiteLogo;
  /** Pages that are no articles, in the order of their paths. */
  readonly sitePages: readonly SitePage[];
  /** The name of an article as a letter. */
  nameOf(article: Article): string;
  /** The folder of a tag or an author, such as `tags/news/`. */
  folderOf(kind: 'tags' | 'authors', name: string): string;
  /** The folder of an author's page; undefined if there is none, as in a publication with a single author. */
  authorPage(name: string): string | undefined;
}

/** A selection that has a page. */
export interface Topic extends Selection {
  readonly kind: Exclude<Selection['kind'], 'all'>;
}

export interface Year {
  /** Four digits. */
  readonly name: string;
  /** Below the root, such as `archive/2026/`. */
  readonly path: string;
  /** Newest first. */
  readonly articles: readonly Article[];
}

export function siteOf(publication: Publication, logo?: SiteLogo): Site {
  const { settings, articles, sitePages = [] } = publication;
  const selections = selectionsOf(publication).filter((selection): selection is Topic => selection.kind !== 'all');
  const years = [...Map.groupBy(articles, ({ published }) => published.slice(0, 4))]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([name, ofYear]) => ({ name, path: `archive/${name}/`, articles: ofYear }));
  const words = pageWordsFor(settings.language);
  const saved = savedSelectionsOf(publication);
  const names = letterNames(articles);
  return {
    settings,
    articles,
    issues: editionsOf(publication),
    welcomes: welcomesOf(publication),
    selections,
    saved,
    years,
    words,
    sitePages,
    ...(logo && { logo }),
    navigation: settings.navigation ?? sitePages.map(({ title, url }) => ({ label: oneLine(title), url })),
    nameOf: (article) => names.get(article) ?? article.slug,
    ...foldersOf(selections),
  };
}

/** The display name of a topic; a language has its name in the publication's language. */
export function topicName({ kind, name }: Selection, { language }: Settings): string {
  if (kind !== 'language') return oneLine(name);
  return capitalised(languageNames(language).of(name) ?? name, language);
}

const languageNames = perLanguage((language) => new Intl.DisplayNames(language, { type: 'language' }));

function foldersOf(selections: readonly Selection[]): Pick<Site, 'folderOf' | 'authorPage'> {
  const paths = new Set(selections.map(({ path }) => path));
  // Every article asks for the same few names.
  const known = { tags: new Map<string, string>(), authors: new Map<string, string>() };
  const folderOf: Site['folderOf'] = (kind, name) => {
    const folder = known[kind].get(name) ?? selectionPath(kind, name);
    known[kind].set(name, folder);
    return folder;
  };
  const authorPage = (name: string) => {
    const folder = folderOf('authors', name);
    return paths.has(folder) ? folder : undefined;
  };
  return { folderOf, authorPage };
}
