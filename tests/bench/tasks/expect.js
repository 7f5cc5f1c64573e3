const marks = { '<?xml': /<(?:entry|item)>/g, '{': /^\s*"content_html": |,"content_html":/gm };

/** A feed with fewer entries would be a quick one: refuses it. */
export function expectEntries(feed, count) {
  const found = countEntries(feed);
  if (found !== count) throw new Error(`the feed holds ${found} entries instead of ${count}`);
}

export function countEntries(feed) {
  const [, mark] = Object.entries(marks).find(([start]) => feed.startsWith(start));
  return feed.match(mark)?.length ?? 0;
}
