/** The elements of an item by name; `categories` and `meta` are lists of pairs. */
export interface ItemText {
  readonly [element: string]: string | readonly (readonly string[])[] | undefined;
}

const usual: ItemText = {
  title: 'Frost',
  link: 'https://example.org/2024/05/frost/',
  guid: 'https://example.org/?p=7',
  'dc:creator': 'ada',
  'wp:post_id': '7',
  'wp:post_name': 'frost',
  'wp:post_type': 'post',
  'wp:status': 'publish',
  'wp:post_date_gmt': '2024-05-06 07:00:00',
  'wp:post_password': '',
};

/** A post of a WordPress export. */
export function itemOf(given: ItemText): string {
  const { categories = [], meta = [], ...fields } = { ...usual, ...given };
  const elements = Object.entries(fields).flatMap(([name, text]) =>
    typeof text === 'string' ? [`<${name}><![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`] : [],
  );
  const terms = (categories as readonly (readonly string[])[]).map(
    ([domain, nicename, name]) => `<category domain="${domain}" nicename="${nicename}"><![CDATA[${name}]]></category>`,
  );
  const metas = (meta as readonly (readonly string[])[]).map(
    ([key, value]) =>
      `<wp:postmeta><wp:meta_key><![CDATA[${key}]]></wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:postmeta>`,
  );
  return `<item>${[...elements, ...terms, ...metas].join('\n')}</item>\n`;
}

/** A picture of the media library. */
export function pictureItem(id: number, url: string, given: ItemText = {}): string {
  return itemOf({
    title: 'A picture',
    guid: url,
    link: `https://example.org/?attachment_id=${id}`,
    'wp:post_id': String(id),
    'wp:post_name': `picture-${id}`,
    'wp:post_type': 'attachment',
    'wp:status': 'inherit',
    'wp:attachment_url': url,
    ...given,
  });
}

/** A whole export of a blog at example.org, whose author is Ada Example. */
export function wxrOf(items: readonly string[], { before = '', link = 'https://example.org' } = {}): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>
${before}<!-- generator="WordPress/6.6" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Old Letter</title>
<link>${link}</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>${link}</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[ada]]></wp:author_login><wp:author_email><![CDATA[ada@example.org]]></wp:author_email><wp:author_display_name><![CDATA[Ada Example]]></wp:author_display_name></wp:author>
${items.join('')}</channel>
</rss>
`;
}
