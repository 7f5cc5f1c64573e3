import type { FoundPath, ReferenceLookup } from './resolver.ts';

/** A question about the rest of the publication that resolving a file asked, and the answer that it got. */
export type NotedAnswer = readonly [question: 'find' | 'article' | 'named' | 'published', path: string, answer: string];

/** Passes questions on and notes what was asked, so that a later run can tell whether the answers are still the same. */
export class NotingLookup implements ReferenceLookup {
  readonly settings: ReferenceLookup['settings'];
  readonly root: string;
  readonly staticFolders: readonly string[];
  readonly #lookup: ReferenceLookup;
  readonly #answers = new Map<string, NotedAnswer>();

  constructor(lookup: ReferenceLookup) {
    this.settings = lookup.settings;
    this.root = lookup.root;
    this.staticFolders = lookup.staticFolders;
    this.#lookup = lookup;
  }

  display(path: string): string {
    return this.#lookup.display(path);
  }

  async find(path: string) {
    const found = await this.#lookup.find(path);
    this.#note(['find', path, asText(found)]);
    return found;
  }

  describe(path: string) {
    return this.#lookup.describe(path);
  }

  isPublished(path: string) {
    const isPublished = this.#lookup.isPublished(path);
    this.#note(['published', path, String(isPublished)]);
    return isPublished;
  }

  reasonAgainst(path: string) {
    return this.#lookup.reasonAgainst(path);
  }

  isDisarmed(path: string) {
    return this.#lookup.isDisarmed(path);
  }

  isForOwnerAlone(path: string) {
    return this.#lookup.isForOwnerAlone(path);
  }

  article(path: string) {
    const article = this.#lookup.article(path);
    this.#note(['article', path, asText(article)]);
    return article;
  }

  named(reference: string, from: string) {
    const files = this.#lookup.named(reference, from);
    this.#note(['named', `${reference}\n${from}`, files.join('\n')]);
    return files;
  }

  get answers(): readonly NotedAnswer[] {
    return [...this.#answers.values()];
  }

  #note(answer: NotedAnswer): void {
    this.#answers.set(`${answer[0]} ${answer[1]}`, answer);
  }
}

/** A lookup that can tell much of what it finds at once. */
type ListingLookup = ReferenceLookup & { findListed(path: string): FoundPath | undefined };

/** Whether a publication still answers as it did. Files that are described need not be asked for: they have a state. */
export async function stillAnswers(lookup: ListingLookup, answers: readonly NotedAnswer[]): Promise<boolean> {
  for (const [question, path, before] of answers) {
    const now = question === 'find' ? asText(await lookup.find(path)) : ask(lookup, question, path);
    if (now !== before) return false;
  }
  return true;
}

/** The same at once; undefined where the disk has to be waited for. */
export function stillAnswersAtOnce(lookup: ListingLookup, answers: readonly NotedAnswer[]): boolean | undefined {
  let isKnown = true;
  for (const [question, path, before] of answers) {
    const found = question === 'find' ? lookup.findListed(path) : undefined;
    if (question === 'find' && !found) isKnown = false;
    else if ((found ? asText(found) : ask(lookup, question as 'article', path)) !== before) return false;
  }
  return isKnown || undefined;
}

function ask(lookup: ReferenceLookup, question: Exclude<NotedAnswer[0], 'find'>, path: string): string {
  if (question === 'named') return lookup.named(...(path.split('\n', 2) as [string, string])).join('\n');
  return question === 'article' ? asText(lookup.article(path)) : String(lookup.isPublished(path));
}

function asText(answer: Awaited<ReturnType<ReferenceLookup['find']>> | ReturnType<ReferenceLookup['article']>): string {
  if (answer === undefined) return '';
  if ('url' in answer) return `${answer.slug} ${answer.url}`;
  if ('fault' in answer) return answer.fault;
  return `${answer.isFolder ? 'folder' : 'path'} ${answer.path}`;
}
