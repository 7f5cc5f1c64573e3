// Run by itself it makes the records and does nothing with them: what all contenders have in common.
import { readFileSync } from 'node:fs';

/** As many records as asked for, no two with the same id or content. Newest first. */
export function records(file, count) {
  const samples = JSON.parse(readFileSync(file, 'utf8'));
  return Array.from({ length: count }, (_, index) => {
    const sample = samples[index % samples.length];
    const slug = `record-${index}`;
    const day = new Date(Date.UTC(2026, 0, 1) - index * 8_000_000).toISOString().replace('.000', '');
    return {
      ...sample,
      id: `tag:example.org,2026:${slug}`,
      slug,
      url: `https://example.org/articles/${slug}/`,
      content: `${sample.content}<p>Number ${index}.</p>`,
      published: day,
      updated: day,
    };
  });
}

if (import.meta.main) records(process.argv[2], Number(process.argv[3]));
