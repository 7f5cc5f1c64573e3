/** A feed of an earlier site as its program wrote it; the items are elements. */
export const rssOf = (items: string, head = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Tides</title>
<link>https://blog.example.org</link><description>Of the sea.</description>${head}
${items}</channel></rss>`;

export const atomOf = (entries: string, head = '<id>https://blog.example.org/feed.xml</id>') =>
  `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">${head}<title>Tides</title><updated>2024-05-06T09:00:00Z</updated>
<link href="https://blog.example.org/"/>
${entries}</feed>`;

export const jsonOf = (items: readonly object[], head: object = {}) =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Tides',
    home_page_url: 'https://blog.example.org/',
    ...head,
    items,
  });

const dates: Record<string, string> = { '06': 'Mon', '07': 'Tue', '08': 'Wed' };

/** An item of May 2024, at nine. */
export const item = (slug: string, guid: string, day = '06') =>
  `<item><title>About ${slug}</title><link>https://blog.example.org/${slug}/</link>${guid}
<pubDate>${dates[day]}, ${day} May 2024 09:00:00 +0000</pubDate></item>`;

export const entry = (slug: string, id: string, day = '06') =>
  `<entry><id>${id}</id><title>About ${slug}</title><link href="https://blog.example.org/${slug}/"/>
<published>2024-05-${day}T09:00:00Z</published><updated>2024-05-${day}T10:00:00Z</updated></entry>`;
