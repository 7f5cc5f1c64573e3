/** A small site of each generator, as `files`, and the settings that `tidings init` finds in it. */
interface SampleSite {
  readonly files: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly feed?: string;
}

const yaml = (front: string, body = 'The tide turns at noon.') => `---\n${front}\n---\n\n${body}\n`;
const first = 'title: At the quay\ndate: 2026-05-06';
const second = 'title: Out at sea\ndate: 2026-06-07';

export const sites: Readonly<Record<string, SampleSite>> = {
  Hugo: {
    files: {
      'hugo.toml': `baseURL = 'https://quay.example.com/'
languageCode = 'en-gb'
title = 'Quay Notes'
timeZone = 'Europe/Vienna'
[params]
  description = 'Notes from a quay'
  author = 'The Keeper'
[permalinks]
  posts = '/:year/:month/:slug/'
`,
      'content/posts/at-the-quay.md':
        "+++\ntitle = 'At the quay'\ndate = 2026-05-06\n+++\n\nThe tide turns at noon. ![A gauge](/gauge.png)\n",
      'content/posts/out-at-sea/index.md': yaml(second),
      'content/about.md': yaml('title: About'),
      'content/posts/_index.md': yaml('title: Posts'),
      'static/gauge.png': 'png',
      'layouts/index.html': '<html lang="de"></html>',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com/',
      language: 'en-GB',
      authors: 'The Keeper',
      description: 'Notes from a quay',
      timezone: 'Europe/Vienna',
      generator: 'hugo',
      articles: 'content/posts',
      static: ['static'],
      permalink: '/:year/:month/:slug/',
      site: false,
    },
    feed: '/index.xml',
  },
  Jekyll: {
    files: {
      '_config.yml': `title: Quay Notes
tagline: Notes from a quay
url: https://quay.example.com
baseurl: /notes
lang: en
author: {name: The Keeper}
timezone: Europe/Vienna
permalink: pretty
plugins: [jekyll-feed]
exclude: [Gemfile]
`,
      '_posts/2026-05-06-at-the-quay.md': yaml('layout: post\ntitle: At the quay'),
      '_posts/2026-06-07-out-at-sea.md': yaml('layout: post\ntitle: Out at sea'),
      '_drafts/later.md': yaml('title: Later'),
      '_layouts/post.html': '<html>{{ content }}</html>',
      'about.md': yaml('title: About'),
      'images/gauge.png': 'png',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com/notes/',
      language: 'en',
      authors: 'The Keeper',
      description: 'Notes from a quay',
      timezone: 'Europe/Vienna',
      generator: 'jekyll',
      articles: '_posts',
      static: ['images'],
      permalink: 'pretty',
      output: '.tidings-output',
      site: false,
    },
    feed: '/feed.xml',
  },
  Eleventy: {
    files: {
      'eleventy.config.js': `// title: 'Not this one'
export default function (config) {
  config.addPassthroughCopy({ './public/': '/' });
  config.addFilter('quoted', (text) => text.replace(/["']/g, ''));
  return { dir: { input: 'content', includes: '../_includes' } };
}
`,
      '_data/metadata.js': `export default {
  title: "Quay Notes", // the name
  url: 'https://quay.example.com/',
  language: "en",
  description: \`Notes from a quay\`,
  author: { name: "The Keeper", url: "https://quay.example.com/keeper/" },
};
`,
      'content/blog/blog.json': '{"layout": "post.njk", "permalink": "/notes/{{ page.fileSlug }}/"}',
      'content/blog/2026-05-06-at-the-quay.md': yaml('title: At the quay'),
      'content/blog/out-at-sea.md': yaml(second),
      'content/feed.njk': '---\npermalink: /feed.xml\n---\n',
      'public/gauge.png': 'png',
      'package.json': '{"name": "quay"}',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com/',
      language: 'en',
      authors: 'The Keeper',
      description: 'Notes from a quay',
      generator: 'eleventy',
      articles: 'content/blog',
      static: ['public'],
      permalink: '/notes/{filename}/',
      site: false,
    },
    feed: '/feed.xml',
  },
  Astro: {
    files: {
      'astro.config.mjs': `import { defineConfig } from 'astro/config';
export default defineConfig({ site: 'https://quay.example.com' });
`,
      'src/consts.ts':
        "export const SITE_TITLE: string = 'Quay Notes';\nexport const SITE_DESCRIPTION = 'Notes from a quay';\n",
      'src/layouts/Layout.astro': '---\n---\n<!doctype html><html lang="en-GB"><slot /></html>\n',
      'src/content/blog/at-the-quay.md': yaml('title: At the quay\npubDate: 2026-05-06'),
      'src/content/blog/out-at-sea.mdx': yaml(
        'title: Out at sea\npubDate: Jun 07 2026',
        "import Gauge from '../Gauge.astro';\n\nThe tide turns at noon.",
      ),
      'src/pages/blog/[...slug].astro': '---\n---\n<slot />\n',
      'src/pages/rss.xml.js': 'export const GET = 1;\n',
      'public/gauge.png': 'png',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com',
      language: 'en-GB',
      description: 'Notes from a quay',
      generator: 'astro',
      articles: 'src/content/blog',
      static: ['public'],
      permalink: '/blog/{section}/{slug}/',
      site: false,
    },
    feed: '/rss.xml',
  },
  Zola: {
    files: {
      'config.toml': `base_url = "https://quay.example.com"
title = "Quay Notes"
description = "Notes from a quay"
default_language = "en"
generate_feeds = true
author = "keeper@example.com (The Keeper)"
`,
      'content/_index.md': '+++\nsort_by = "date"\n+++\n',
      'content/blog/_index.md': '+++\ntitle = "Blog"\n+++\n',
      'content/blog/2026-05-06-at-the-quay.md': '+++\ntitle = "At the quay"\n+++\n\nThe tide turns at noon.\n',
      'content/blog/out-at-sea.md':
        '+++\ntitle = "Out at sea"\ndate = 2026-06-07\n[taxonomies]\ntags = ["sea"]\n+++\n\nSee [the quay](@/blog/2026-05-06-at-the-quay.md).\n',
      'static/gauge.png': 'png',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com',
      language: 'en',
      authors: 'The Keeper',
      description: 'Notes from a quay',
      generator: 'zola',
      articles: 'content/blog',
      static: ['static'],
      permalink: '/blog/{section}/{slug}/',
      site: false,
    },
    feed: '/atom.xml',
  },
  VitePress: {
    files: {
      '.vitepress/config.mts': `import { defineConfig } from 'vitepress';
const name = 'Quay Notes';
export default defineConfig({
  title: "Quay Notes",
  description: 'Notes from a quay',
  lang: 'en-US',
  cleanUrls: true,
  sitemap: { hostname: 'https://quay.example.com' },
  head: [['link', { rel: 'alternate', type: 'application/rss+xml', href: '/blog.rss', title: 'Blog' }]],
  themeConfig: { nav: [{ text: 'Blog', link: 'https://elsewhere.example.com/' }] },
});
`,
      'index.md': yaml('layout: home', '# Quay'),
      'blog/at-the-quay.md': yaml(first, '# At the quay\n\n::: tip\nThe tide turns at noon.\n:::'),
      'blog/out-at-sea.md': yaml(second),
      'guide/begin.md': '# Begin\n',
      'public/gauge.png': 'png',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com',
      language: 'en-US',
      description: 'Notes from a quay',
      generator: 'vitepress',
      articles: 'blog',
      static: ['public'],
      permalink: '/blog/{section}/{filename}',
      site: false,
    },
    feed: '/blog.rss',
  },
  'Next.js': {
    files: {
      'next.config.mjs': 'export default { trailingSlash: true };\n',
      'app/layout.tsx': `export const metadata = { metadataBase: new URL("https://quay.example.com"), title: "Quay Notes", description: 'Notes from a quay' };
export default function Root({ children }) { return <html lang="en"><body>{children}</body></html>; }
`,
      'app/blog/[slug]/page.tsx': 'export default function Page() { return null; }\n',
      'app/feed.xml/route.ts': 'export const GET = 1;\n',
      'content/posts/at-the-quay.mdx': yaml(first),
      'content/posts/out-at-sea.md': yaml(second),
      'public/gauge.png': 'png',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com',
      language: 'en',
      description: 'Notes from a quay',
      generator: 'next',
      articles: 'content/posts',
      static: ['public'],
      permalink: '/blog/{filename}/',
      site: false,
    },
    feed: '/feed.xml',
  },
  Gatsby: {
    files: {
      'gatsby-config.js': `module.exports = {
  siteMetadata: { title: \`Quay Notes\`, author: { name: \`The Keeper\` }, description: \`Notes from a quay\`, siteUrl: \`https://quay.example.com/\` },
  plugins: [{ resolve: \`gatsby-plugin-feed\`, options: { feeds: [{ output: "/rss.xml", title: "Other" }] } }],
};
`,
      'content/blog/at-the-quay/index.md': yaml(first),
      'content/blog/out-at-sea/index.md': yaml(second),
      'static/gauge.png': 'png',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com/',
      language: 'en',
      authors: 'The Keeper',
      description: 'Notes from a quay',
      articles: 'content/blog',
      static: ['static'],
      permalink: '/{section}/{filename}/',
      site: false,
    },
    feed: '/rss.xml',
  },
  Docusaurus: {
    files: {
      'docusaurus.config.ts': `export default {
  title: 'Quay Notes', tagline: 'Notes from a quay', url: 'https://quay.example.com', baseUrl: '/',
  i18n: { defaultLocale: 'en', locales: ['en'] },
};
`,
      'blog/2026-05-06-at-the-quay.md': yaml('title: At the quay'),
      'blog/2026-06-07-out-at-sea/index.md': yaml('title: Out at sea'),
      'docs/intro.md': '# Intro\n',
      'static/gauge.png': 'png',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com',
      language: 'en',
      description: 'Notes from a quay',
      articles: 'blog',
      static: ['static'],
      permalink: '/blog/{year}/{month}/{day}/{slug}',
      site: false,
    },
    feed: '/blog/atom.xml',
  },
  Hexo: {
    files: {
      '_config.yml':
        'title: Quay Notes\ndescription: Notes from a quay\nauthor: The Keeper\nlanguage: en\nurl: https://quay.example.com\npermalink: notes/:year/:title/\n',
      'source/_posts/at-the-quay.md': yaml('title: At the quay\ndate: 2026-05-06 07:08:09'),
      'source/_posts/out-at-sea.md': yaml('title: Out at sea\ndate: 2026-06-07 08:09:10'),
      'scaffolds/post.md': '---\ntitle: {{ title }}\n---\n',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com',
      language: 'en',
      authors: 'The Keeper',
      description: 'Notes from a quay',
      articles: 'source/_posts',
      static: ['source'],
      permalink: '/notes/{year}/{section}/{slug}/',
      site: false,
    },
  },
  Pelican: {
    files: {
      'pelicanconf.py':
        "AUTHOR = 'The Keeper'\nSITENAME = 'Quay Notes'  # the name\nSITEURL = ''\nPATH = 'content'\nTIMEZONE = 'Europe/Vienna'\nDEFAULT_LANG = 'en'\n",
      'publishconf.py': "SITEURL = 'https://quay.example.com'\n",
      'content/at-the-quay.md': yaml(first),
      'content/out-at-sea.md': yaml(second),
      'content/images/gauge.png': 'png',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com',
      language: 'en',
      authors: 'The Keeper',
      timezone: 'Europe/Vienna',
      articles: 'content',
      static: ['content'],
      permalink: '/{slug}.html',
      output: '.tidings-output',
      site: false,
    },
    feed: '/feeds/all.atom.xml',
  },
  Markdown: {
    files: {
      'README.md': '# Quay Notes\n\nHow to write here.\n',
      CNAME: 'quay.example.com\n',
      'notes/at-the-quay.md': '# At the quay\n\nThe tide turns at noon.\n',
      'notes/out-at-sea.md': '# Out at sea\n\nIt turns again.\n',
    },
    settings: {
      title: 'Quay Notes',
      url: 'https://quay.example.com/',
      language: 'en',
      articles: 'notes',
    },
  },
};
