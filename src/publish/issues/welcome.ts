import { escapeText, escapeXml, oneLine } from '../../lib/escape.ts';
import type { Article } from '../../model/article.ts';
import { editionOf } from '../../model/edition.ts';
import type { Issue } from '../../model/issue.ts';
import type { Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import { asText } from '../../model/slot.ts';
import type { IssueManuscript } from '../../read/issues/issue.ts';
import { serverWordsFor, wordsFor } from '../../strings/tables.ts';

/** An edition is sent together with its original, so it need not say when. */
export function withOccasions(manuscripts: readonly IssueManuscript[]): readonly IssueManuscript[] {
  const occasions = new Map(manuscripts.map(({ slug, sendOn }) => [slug, sendOn]));
  return manuscripts.map((manuscript) => {
    const { translationOf } = manuscript;
    const sendOn = translationOf === undefined ? undefined : occasions.get(translationOf);
    return sendOn === undefined ? manuscript : { ...manuscript, sendOn };
  });
}

/**
 * Problems of issues that are sent to those who confirm: there is one such letter, not a sequence, and its editions. A
 * draft is none yet. The same for editions whose kind is not their original's.
 */
export function welcomeProblems(manuscripts: readonly IssueManuscript[]): Problem[] {
  const originals = new Map(manuscripts.map((manuscript) => [manuscript.slug, manuscript]));
  let first: IssueManuscript | undefined;
  return manuscripts.flatMap((manuscript): Problem[] => {
    const { sendOn, kind, translationOf, draft } = manuscript;
    const original = translationOf === undefined ? undefined : originals.get(translationOf);
    if (original && kind !== undefined && original.kind === undefined)
      return [problemOf(manuscript, 'kind', otherThanOriginal('kind: digest', original))];
    if (sendOn === undefined || draft) return [];
    if (original && original.sendOn === undefined)
      return [problemOf(manuscript, 'sendOn', otherThanOriginal('sendOn: confirmed', original))];
    // That there is no such original, another problem says.
    if (translationOf !== undefined) return [];
    if (first) return [problemOf(manuscript, 'sendOn', second(manuscript, first))];
    first = manuscript;
    return [];
  });
}

type Words = readonly [message: string, hint: string];

function otherThanOriginal(line: string, { slug, origin }: IssueManuscript): Words {
  return [
    `${slug} is sent together with this edition, and ${origin.file} does not say "${line}"`,
    `Write it there, or take it out here.`,
  ];
}

function second({ language }: IssueManuscript, { slug, origin, ...first }: IssueManuscript): Words {
  const isOther = language.toLowerCase() !== first.language.toLowerCase();
  return [
    `${origin.file} is sent to those who confirm, too, and they get one letter`,
    isOther
      ? `If this is the same letter in another language, write "translationOf: ${slug}". Else take "sendOn" out of one of the two.`
      : 'Take "sendOn" out of one of the two, or write both texts into one file.',
  ];
}

function problemOf({ at }: IssueManuscript, key: 'kind' | 'sendOn', [message, hint]: Words): Problem {
  return { severity: 'error', rule: 'send-on', message, hint, ...at([key]) };
}

interface Readable {
  readonly articles: readonly Article[];
  readonly settings: Pick<Settings, 'newsletter' | 'site' | 'url'>;
  /** The ids of the issues that were frozen for sending. */
  readonly sent: ReadonlySet<string>;
}

/**
 * Links the newest issue that was sent below the text of each welcome: the newest in its language, else the newest of
 * all. While none made by hand was sent, each article is one. Where there is nothing to read yet, there is no link.
 * @param issues The newest first.
 */
export function withLatest(issues: readonly Issue[], { articles, settings, sent }: Readable): readonly Issue[] {
  if (!issues.some(({ sendOn }) => sendOn)) return issues;
  const made = issues
    .filter(({ id, sendOn }) => sendOn === undefined && sent.has(id))
    .map((issue) => editionOf(issue, settings));
  const own = articles.filter(({ foreign }) => !foreign);
  // An issue has no page where another program makes the site.
  const candidates =
    made.length > 0 && settings.site
      ? made.map(({ subject, url, language }) => ({ title: subject, url, language }))
      : own;
  return issues.map((issue) => {
    const latest = candidates.find(({ language }) => language === issue.language) ?? candidates[0];
    if (!issue.sendOn || !latest) return issue;
    return { ...issue, introduction: `${issue.introduction ?? ''}${lineTo(latest, issue)}` };
  });
}

function lineTo({ title, url, language }: { title: string; url: string; language: string }, issue: Issue): string {
  const { latestIssue } = serverWordsFor(issue.language);
  const { colon, language: ofWords } = wordsFor(issue.language);
  const label = `<a${langOf(ofWords, issue)} href="${escapeXml(url)}">${escapeText(latestIssue + colon)}`;
  return `<p>${label}<span${langOf(language, issue)}>${asText(escapeText(oneLine(title)))}</span></a></p>`;
}

function langOf(language: string, issue: Issue): string {
  return language === issue.language ? '' : ` lang="${escapeXml(language)}"`;
}
