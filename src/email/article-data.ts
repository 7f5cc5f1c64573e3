import type { Article } from '../model/article.ts';
import type { IssueItem } from '../model/issue.ts';
import { excerptOf } from '../model/opening.ts';
import { directionOf, formatDate } from '../strings/language.ts';
import type { Words } from '../strings/table.ts';
import { renderBody } from './body.ts';
import { inBody } from './body-styles.ts';
import { writeButton } from './button.ts';
import { type Node, printableLine } from './content.ts';
import { attachmentLabel, bylineOf } from './labels.ts';
import { isDrawing } from './reduce.ts';
import { fitted, pictured, type Recipe, type RenditionOf } from './renditions.ts';
import { refuseSentinels } from './sentinels.ts';
import type { Theme } from './theme.ts';

/** The data of an article in a list of titles. */
export function titleData(article: Article, words: Words) {
  const { title, url, published, language } = article;
  return {
    title: printableLine(title),
    url,
    byline: bylineOf(article, words),
    date: formatDate(published, language),
    ...directed(language),
  };
}

interface ItemContext {
  readonly title: ReturnType<typeof titleData>;
  /** From 1; null for an article alone. */
  readonly number: number | null;
  readonly theme: Theme;
  readonly words: Words;
  readonly renditions: RenditionOf | undefined;
  readonly endsEarly: boolean;
}

/** The data of an article. Pictures and the button are made when a template asks for them. */
export function dataOfArticle({ article, layout }: IssueItem, content: readonly Node[], context: ItemContext) {
  const { number, theme, words } = context;
  const { source, attachments } = article;
  const direction = directionOf(article.language);
  const under = number === null ? 'h1' : 'h2';
  const image = picturesOf(article, context);
  const button = lazily(() => buttonOf(article, context));
  const told = {
    ...context.title,
    layout,
    number,
    continues: context.endsEarly,
    heading: under,
    summary: layout === 'full' ? printableLine(article.summary ?? '') : printableLine(excerptOf(article)),
    tags: article.tags.map(printableLine),
    body: inBody(
      renderBody(
        content,
        { settings: theme.settings, direction, words, under, renditions: context.renditions },
        number === null ? '' : `a${number}-`,
      ),
    ),
    attachments: attachments.map((attachment) => ({ url: attachment.url, label: attachmentLabel(attachment) })),
    source: source ? { url: source.url, label: words.firstPublishedBy(printableLine(source.name)) } : null,
    notice: printableLine(article.notice ?? ''),
  };
  refuseSentinels(told, article.origin);
  return {
    ...told,
    get image() {
      return image.image();
    },
    get lead() {
      return image.lead();
    },
    get card() {
      return image.card();
    },
    get thumbnail() {
      return image.thumbnail();
    },
    get button() {
      return button();
    },
  };
}

function buttonOf({ url }: Article, { endsEarly, words, theme: { settings } }: ItemContext): string {
  return endsEarly ? '' : writeButton({ label: words.readOnTheWeb, url, settings, language: words.language });
}

/** The lead image at the sizes that templates show; each null where there is none. */
function picturesOf({ image, origin }: Article, { theme, renditions }: ItemContext) {
  if (!image || isDrawing(image)) return noPictures;
  const { width, padding } = theme.settings;
  const told = { alt: printableLine(image.alt), caption: printableLine(image.caption ?? '') };
  refuseSentinels([image.url, told.alt, told.caption], origin);
  const at = (recipe: () => Recipe) =>
    lazily(() => {
      const isSized = fitted(image, width) !== undefined;
      const natural = { naturalWidth: isSized ? image.width! : null, naturalHeight: isSized ? image.height! : null };
      return { ...told, ...pictured(image, recipe(), renditions), ...natural };
    });
  const isTall = () => {
    const size = fitted(image, width);
    return size !== undefined && size.height * 3 > size.width * 2;
  };
  return {
    image: at(() => ({ width: width - 2 * padding })),
    lead: at(() => ({ width, ...(isTall() && { ratio: 3 / 2 }) })),
    card: at(() => ({ width: 200, ratio: 3 / 2 })),
    thumbnail: at(() => ({ width: 96, ratio: 1 })),
  };
}

const none = () => null;
const noPictures = { image: none, lead: none, card: none, thumbnail: none };

/** For what few templates ask for, and then more than once. */
export function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The direction of a language, and the side where its lines begin: mail programs do not support `start`. */
export function directed(language: string) {
  const direction = directionOf(language);
  return { language, direction, start: direction === 'rtl' ? 'right' : 'left' } as const;
}
