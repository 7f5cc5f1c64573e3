/**
 * The words of other programs for keys of ours, in the order in which they are asked: the first that has a value gives
 * it. Of tags and dates all are asked. Case, hyphens and underscores make no difference: `heroImage`, `hero_image`.
 * The guide prints this table.
 */
export const synonyms = {
  summary: ['description', 'excerpt', 'subtitle', 'dek', 'spoiler', 'custom_excerpt'],
  date: [
    'pubDate',
    'publishDate',
    'published',
    'publish',
    'pubDatetime',
    'published_at',
    'datePublished',
    'created',
    'created_at',
  ],
  updated: ['lastmod', 'modified', 'updatedDate', 'last_modified_at', 'modDatetime', 'updated_at', 'dateModified'],
  authors: ['author', 'by'],
  language: ['lang', 'locale'],
  tags: ['tag', 'categories', 'category', 'keywords'],
  image: [
    'cover',
    'cover.image',
    'hero',
    'heroImage',
    'feature_image',
    'featured_image',
    'coverImage',
    'thumbnail',
    'banner',
    'images',
  ],
  url: ['canonical_url', 'canonical'],
  redirects: ['aliases', 'redirect_from'],
  draft: [
    'published',
    'publish',
    'status',
    'visibility',
    'isDraft',
    'isPublished',
    'unpublished',
    'private',
    'hidden',
    'unlisted',
    'public',
    'listed',
    'visible',
    'active',
    'enabled',
    'wip',
    'render',
    'headless',
    'build',
    'password',
    'encrypt',
    'encrypted',
    'protected',
    'eleventyExcludeFromCollections',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Keys that hold keys of the site's own: Hugo's and Zola's tables. A key in one of them counts after one at the top. */
export const containers: readonly string[] = ['taxonomies', 'extra', 'params'];

/** Of a picture in another key: what it shows, and the words under it. */
export const imageSynonyms = {
  src: ['src', 'image', 'url', 'path', 'file', 'href', 'feature'],
  alt: ['alt', 'description'],
  caption: ['caption'],
} as const;

/** Keys next to a picture that describe it. */
export const besideImage = {
  alt: ['imageAlt', 'coverAlt', 'heroAlt', 'heroImageAlt', 'feature_image_alt', 'featured_image_alt', 'coverImageAlt'],
  caption: ['imageCaption', 'coverCaption', 'feature_image_caption', 'featured_image_caption'],
} as const;

/** Keys that mean something to other programs and nothing here, close as they are to a key of ours. */
export const foreignKeys: readonly string[] = ['math', 'name', 'page', 'data', 'style', 'table', 'publisher'];

/** One spelling of a key: `hero-image`, `heroImage` and `hero_image` are one. */
export function oneSpelling(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '');
}

/** The table as the guide prints it. */
export function synonymTable(): string {
  const rows = Object.entries(synonyms).map(
    ([key, words]) => `| \`${key}\` | ${words.map((word) => `\`${word}\``).join(', ')} |`,
  );
  return ['| Key | Words for it |', '| --- | --- |', ...rows].join('\n');
}
