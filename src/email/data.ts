import { parseMailbox } from '../lib/address.ts';
import type { Issue } from '../model/issue.ts';
import type { Settings } from '../model/publication.ts';
import { linkIn, mailTo } from '../model/ways-in.ts';
import { directionOf } from '../strings/language.ts';
import type { Words } from '../strings/table.ts';
import { serverWordsFor } from '../strings/tables.ts';
import { dataOfArticle, directed, lazily, titleData } from './article-data.ts';
import { renderBody } from './body.ts';
import { bodyStyles, inBody } from './body-styles.ts';
import { type Node, printableLine } from './content.ts';
import { darkStyles } from './dark-styles.ts';
import { isAlone } from './issue.ts';
import { dayOfLetter, viewLabel } from './labels.ts';
import type { TemplateData } from './liquid.ts';
import { preheaderPadding } from './preheader.ts';
import type { RenditionOf } from './renditions.ts';
import { type Offered, refuseSentinels } from './sentinels.ts';
import type { Theme } from './theme.ts';
import { themeDataOf } from './theme-data.ts';

/** The sources of the template data of a letter. */
export interface Sources {
  readonly issue: Issue;
  readonly introduction: readonly Node[];
  /** The content of each article of the issue, in their order. */
  readonly contents: readonly (readonly Node[])[];
  /** Whether each of the contents ends with a button that leads to the rest. */
  readonly endsEarly: readonly boolean[];
  readonly settings: Settings;
  readonly theme: Theme;
  readonly words: Words;
  readonly offered: Offered;
  /** Whether the theme uses its denser layout, to save bytes. */
  readonly dense: boolean;
  readonly renditions?: RenditionOf | undefined;
}

/**
 * All variables of a theme's templates, documented in `templates/email/README.md`. Every name is always defined, if
 * only as null: a misspelt one is a problem, not a gap. Throws a ProblemError if a record could be mistaken for a slot.
 */
export function templateData(sources: Sources): TemplateData {
  const { issue, contents, settings, theme, words, offered, renditions, endsEarly } = sources;
  const printed = issue.items.filter(({ layout }) => layout !== 'headline');
  const headlines = issue.items
    .filter(({ layout }) => layout === 'headline')
    .map(({ article }) => titleData(article, words));
  const titles = printed.map(({ article }) => titleData(article, words));
  const publication = {
    ...publicationData(settings, theme),
    subscribeUrl: linkIn(settings, serverWordsFor(issue.language).join) ?? null,
    editor: editorData(settings, theme),
    replyUrl: replyUrlOf(settings),
  };
  refuseSentinels([publication, headlines]);
  const isOne = isAlone(issue);
  const articles = printed.map((item, index) => {
    const place = issue.items.indexOf(item);
    return {
      template: item.layout === 'full' ? ('article' as const) : ('digest' as const),
      data: dataOfArticle(item, contents[place]!, {
        title: titles[index]!,
        number: isOne ? null : index + 1,
        theme,
        words,
        renditions,
        endsEarly: endsEarly[place]!,
      }),
    };
  });
  const { logo: _, data: declared = {}, ...look } = theme.settings;
  const data = themeDataOf(declared, settings.data, issue.data);
  refuseSentinels(data);
  const letter = issueData(sources);
  const bodies = [letter.introduction, ...articles.map((article) => article.data.body)];
  const list = lazily(() => titles.map((title, index) => ({ number: index + 1, ...title })));
  return {
    shared: {
      publication,
      get contents() {
        return list();
      },
      headlines,
      issue: letter,
      theme: look,
      data,
      styles: { body: bodyStyles(theme.settings, bodies), dark: darkStyles(theme.settings, publication.logo) },
      slots: offered,
      words: { ...wordsData(words, settings, offered), viewInBrowser: viewLabel(issue, settings, words) },
    },
    articles,
  };
}

/** What every mail says of the publication. */
export function publicationData({ title, url, image, newsletter }: Settings, theme: Theme) {
  const logo = theme.logo ?? (image === undefined ? undefined : { url: image, height: 40 });
  return {
    title: printableLine(title),
    url,
    logo: logo ? { darkUrl: null, width: null, height: null, ...logo } : null,
    address: newsletter.address?.split('\n').map(printableLine) ?? [],
  };
}

/** The person who writes, if the settings name one. */
function editorData({ newsletter: { editor } }: Settings, { face }: Theme) {
  if (!editor) return null;
  return {
    name: printableLine(editor.name),
    image: face ? { height: null, ...face } : null,
    line: printableLine(editor.line ?? ''),
  };
}

/** A link to a new mail to the address that gets the answers; null where no sender is set. */
function replyUrlOf({ newsletter: { replyTo, from } }: Settings): string | null {
  const mailbox = parseMailbox(replyTo ?? from ?? '');
  return mailbox ? mailTo(mailbox.address) : null;
}

function issueData({ issue, introduction, theme, words, dense, renditions }: Sources) {
  const { subject, preheader, language, url } = issue;
  return {
    subject: printableLine(subject),
    // The heading of the whole letter; an article by itself has its own.
    title: isAlone(issue) ? '' : printableLine(subject),
    introduction: inBody(
      renderBody(
        introduction,
        { settings: theme.settings, direction: directionOf(language), words, under: 'h1', renditions },
        'i-',
      ),
    ),
    preheader: printableLine(preheader),
    preheaderPadding: preheaderPadding(preheader),
    date: dayOfLetter(issue),
    url,
    dense,
    ...directed(language),
  };
}

function wordsData(words: Words, settings: Settings, slots: Offered) {
  const { readOnTheWeb, continueReading, attachments, contents, moreOnTheWeb } = words;
  const { unsubscribe, unsubscribeByReply, preferences, forwarded, reply } = words;
  return {
    readOnTheWeb,
    continueReading,
    attachments,
    contents,
    moreOnTheWeb,
    unsubscribe,
    unsubscribeByReply,
    preferences,
    forwarded,
    reply,
    why: words.why(printableLine(settings.title)),
    sentTo: words.sentTo(slots.email),
    ...directed(words.language),
  };
}
