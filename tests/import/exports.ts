import { zipOf } from './zip.ts';

type Row = Readonly<Record<string, unknown>>;

/** A Ghost export: one public post with an author, tags and pictures, changed by what is given. */
export function ghostJson(posts: readonly Row[], { isOld = false, more = {} as Row } = {}): string {
  const data = {
    posts: posts.map((post) => ({
      id: '64c0ffee64c0ffee64c0ffee',
      uuid: '8c0ffee0-0000-4000-8000-000000000000',
      title: 'Frost',
      slug: 'frost',
      html: '<p>Ice on the window.</p>',
      type: 'post',
      status: 'published',
      visibility: 'public',
      published_at: '2024-05-06T07:00:00.000Z',
      ...post,
    })),
    users: [
      { id: 'u1', name: 'Ada Example', email: 'ada@example.org' },
      { id: 'u2', name: 'Ben Example' },
    ],
    tags: [
      { id: 't1', name: 'Weather', visibility: 'public' },
      { id: 't2', name: '#import', visibility: 'internal' },
      { id: 't3', name: 'Ice' },
    ],
    posts_tags: [
      { post_id: '64c0ffee64c0ffee64c0ffee', tag_id: 't3', sort_order: 1 },
      { post_id: '64c0ffee64c0ffee64c0ffee', tag_id: 't1', sort_order: 0 },
      { post_id: '64c0ffee64c0ffee64c0ffee', tag_id: 't2', sort_order: 2 },
    ],
    posts_authors: [
      { post_id: '64c0ffee64c0ffee64c0ffee', author_id: 'u1', sort_order: 0 },
      { post_id: '64c0ffee64c0ffee64c0ffee', author_id: 'u2', sort_order: 1 },
    ],
    ...more,
  };
  const whole = { meta: { exported_on: 1, version: '5.0.0' }, data };
  return JSON.stringify(isOld ? whole : { db: [whole] });
}

/** A post of Substack: its row in posts.csv, and its text unless there is none. */
export interface SubstackPost {
  readonly id: string;
  readonly html?: string;
  readonly row?: Readonly<Record<string, string>>;
}

/** A Substack export. */
export function substackZip(posts: readonly SubstackPost[]): Buffer {
  const columns = [
    'post_id',
    'post_date',
    'is_published',
    'email_sent_at',
    'type',
    'audience',
    'title',
    'subtitle',
    'podcast_url',
  ];
  const lines = posts.map(({ id, row = {} }) => {
    const usual: Record<string, string> = {
      post_id: id,
      post_date: '2024-05-06T07:00:00.000Z',
      is_published: 'true',
      type: 'newsletter',
      audience: 'everyone',
      title: 'Frost',
      ...row,
    };
    return columns.map((column) => `"${(usual[column] ?? '').replaceAll('"', '""')}"`).join(',');
  });
  const texts = posts.flatMap(({ id, html }) => (html === undefined ? [] : [[`posts/${id}.html`, html]]));
  return zipOf({ 'posts.csv': `${[columns.join(','), ...lines].join('\n')}\n`, ...Object.fromEntries(texts) });
}

/** A page of a Medium export. */
export function mediumPage(body: string, { title = 'Frost', footer = mediumFooter(), summary = '' } = {}): string {
  return `<!DOCTYPE html><html><head><title>${title}</title></head><body><article class="h-entry">
<header><h1 class="p-name">${title}</h1></header>
<section data-field="subtitle" class="p-summary">${summary}</section>
<section data-field="body" class="e-content"><section name="a1" class="section section--body section--first"><div class="section-divider"><hr class="section-divider"></div><div class="section-content"><div class="section-inner sectionLayout--insetColumn">${body}</div></div></section></section>
<footer>${footer}</footer></article></body></html>`;
}

export function mediumFooter(canonical = 'https://blog.example.org/frost-1a2b3c4d5e6f'): string {
  return `<p class="p-tags">Tagged in <a class="p-tag" href="https://medium.com/tag/ice">Ice</a></p>
<p>By <a href="https://medium.com/@ada" class="p-author h-card">Ada Example</a> on <a href="https://medium.com/p/1a2b3c4d5e6f"><time class="dt-published" datetime="2024-05-06T07:00:00.000Z">May 6, 2024</time></a>.</p>
<p><a href="${canonical}" class="p-canonical">Canonical link</a></p><p>Exported from <a href="https://medium.com">Medium</a> on May 7, 2024.</p>`;
}
