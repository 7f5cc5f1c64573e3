import type { Config } from '../../config/config.ts';
import type { Article, Manuscript } from '../../model/article.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import type { Memory } from '../../read/memory.ts';
import { foreignNews } from './foreign-articles.ts';
import { ownArticles } from './own-articles.ts';
import { type KnownSource, readSources } from './source-files.ts';
import { copyMark } from './validators.ts';

/** Everything that a publication takes from feeds. */
export interface TakenArticles {
  /** Of one's own feeds. */
  readonly manuscripts: readonly Manuscript[];
  /** The paths of those that were there at the first look: no news for a digest. */
  readonly seen: ReadonlySet<string>;
  /** Of the feeds of others: those that a letter may name, and the ids of those that are news. */
  readonly foreign: readonly Article[];
  readonly news: ReadonlySet<string>;
  /** The ids of those that were taken back. */
  readonly withdrawn: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/**
 * Reads what was taken from the feeds of the settings. The web is not asked.
 * @throws ProblemError with exit code 2 if a source was never fetched.
 */
export async function takenArticles(config: Config, memory?: Memory): Promise<TakenArticles> {
  const known = await readSources(config);
  const missing = known.flatMap((one) => (one.copy ? [] : [missingCopy(one, config)]));
  if (missing.length > 0) throw new ProblemError(missing, { exitCode: 2 });
  const own = await Promise.all(known.filter(({ source }) => source.own).map((one) => remembered(one, config, memory)));
  const manuscripts = own.flatMap((one) => one.manuscripts);
  const foreign = known
    .filter(({ source }) => !source.own)
    .flatMap((one) => foreignNews(one, config.settings, config.display));
  // A feed of feeds repeats what another source has.
  const taken = new Set(manuscripts.flatMap(({ id, url }) => [id ?? url, url]));
  const single = foreign.filter(({ isGone, article: { id, url } }) => {
    if (isGone) return false;
    const isKnown = taken.has(id) || taken.has(url);
    taken.add(id).add(url);
    return !isKnown;
  });
  return {
    manuscripts,
    seen: new Set(own.flatMap((one) => one.seen)),
    foreign: single.map(({ article }) => article),
    news: new Set(single.flatMap(({ article, isNew }) => (isNew ? [article.id] : []))),
    withdrawn: new Set(foreign.flatMap(({ article, isGone }) => (isGone ? [article.id] : []))),
    problems: own.flatMap((one) => one.problems),
  };
}

async function remembered(known: KnownSource, { settings, display }: Config, memory: Memory | undefined) {
  const { source, path, copy } = known;
  const mark = `${copyMark(copy!.text)} ${JSON.stringify(source)}`;
  const kept = memory?.recall(path, (before) => (before === mark ? mark : undefined));
  const made = kept ?? (await ownArticles(known, settings, display));
  if (!kept) memory?.remember(path, mark, { ...made, media: [], answers: [] });
  const isSeen = new Set(
    copy!.stored.entries.filter(({ state }) => state === 'seen').map(({ key }) => copy!.lines.get(key)),
  );
  const seen = made.manuscripts.filter(({ origin }) => isSeen.has(origin.line)).map((one) => one.path);
  return { ...made, seen };
}

function missingCopy({ source: { url, place } }: KnownSource, { at }: Config): Problem {
  return {
    severity: 'error',
    rule: 'source-missing',
    message: `${url} was never fetched`,
    hint: 'Run "tidings fetch", look at what came, and commit the folder "sources".',
    ...at(place),
  };
}
