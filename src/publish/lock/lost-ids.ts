import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import type { Article } from '../../model/article.ts';
import { feedIdOf } from '../../model/feed-ids.ts';
import type { Problem } from '../../model/problem.ts';
import { textOfFile } from '../../system/files.ts';
import { type LockEntry, lockName } from './lock.ts';

/**
 * Warnings about articles that the lock does not know though the output's own main feed has their address, under
 * another id: their line was lost, and readers will see them twice.
 */
export async function findLostIds(
  articles: readonly Article[],
  entries: readonly LockEntry[],
  { output, settings, display }: Config,
): Promise<Problem[]> {
  const known = new Set(entries.map(({ id }) => id));
  const unknown = articles.filter(({ id }) => !known.has(id));
  if (unknown.length === 0) return [];
  const feed = join(output, settings.feeds.paths.json);
  const published = await idsIn(feed);
  return unknown.flatMap((article): Problem[] => {
    const { id, url, title, origin } = article;
    const old = published.get(url);
    if (old === undefined || old === feedIdOf('json', article)) return [];
    return [
      {
        severity: 'warning',
        rule: 'forgotten',
        message: `"${title}" is ${old} in ${display(feed)}, but ${lockName} knows nothing of it`,
        hint: `It gets the id ${id}, and feed readers will show it as new. Bring its line in ${lockName} back from git, or add "id: ${old}" to the article.`,
        file: origin.file,
        line: origin.line,
      },
    ];
  });
}

/** Address → id in an earlier build's feed; undefined without such a feed. */
async function idsIn(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { items } = shape.parse(JSON.parse(await textOfFile(file)));
    return new Map(items.map(({ url, id }) => [url, id]));
  } catch {
    return new Map();
  }
}

const shape = z.object({ items: z.array(z.object({ id: z.string(), url: z.string() })) });
