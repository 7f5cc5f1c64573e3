import type { Config } from '../config/config.ts';
import { counted, grouped } from '../lib/count-words.ts';
import { quoted } from '../lib/quoted.ts';
import { ProblemError } from '../model/problem.ts';
import { lookAhead, type Outlook } from '../publish/issues/outlook.ts';
import { Journal } from '../run/journal.ts';
import { scheduledMoment, turnOf } from '../run/schedule.ts';
import { sendingState } from '../sendings/unsent.ts';
import type { Store } from '../store/open.ts';
import type { Results } from './json/results.ts';
import type { OpenList } from './subscribers/open-list.ts';

type Next = NonNullable<Results['status']['next']>;
type Kept = Pick<Store, 'ledger' | 'signUps' | 'subscribers'>;

/** The next things that happen in a publication, and when: runs, digest, articles to come, sendings, people who are to join. */
export async function statusNext(
  config: Config,
  { ledger, signUps, subscribers, at }: Kept & Pick<OpenList, 'at'>,
): Promise<{ readonly words: string; readonly value: Next }> {
  const ahead = await lookAhead(config).catch((error: unknown) => {
    if (error instanceof ProblemError) return error;
    throw error;
  });
  const value = {
    ...(await runOf(config)),
    ...(ahead instanceof ProblemError ? { problem: ahead.problems[0]!.message } : await comingOf(ahead, ledger)),
    unfinished: await unfinishedIn(ledger),
    mails: (await signUps.outbox()).waiting,
    unconfirmed: (await subscribers.count()).statuses.pending,
  };
  return { words: wordsOfNext(value, config, at), value };
}

async function runOf({ settings: { schedule }, directory, now }: Config): Promise<Partial<Next>> {
  const { coverage, cutOff } = await Journal.read(directory, () => now);
  const ended = {
    ...(cutOff && { cutOff: cutOff.step }),
    ...(coverage.failed && { failed: coverage.failed }),
  };
  if (!schedule || schedule.run.length === 0) return ended;
  const { due, next } = turnOf(schedule, coverage, now);
  const { timezone, maxReaders } = schedule;
  return { run: due ?? next, timezone, ...(maxReaders !== undefined && { maxReaders }), ...ended };
}

async function comingOf(outlook: Outlook, ledger: Store['ledger']): Promise<Partial<Next>> {
  const { news, last, future, drafts, issues } = outlook;
  const sending = last && (await ledger.find(last.issue.id));
  const counts = sending && (await ledger.counts(sending.id));
  const isUnsent = last && sendingState(last, counts, '').unsent;
  const slugs = (because: string) => issues.filter((one) => one.because === because).map(({ slug }) => slug);
  return {
    news: news.map(({ slug, title }) => ({ slug, title })),
    ...(isUnsent && { digest: last.issue.slug }),
    future: future.flatMap(({ slug, title, published }) =>
      published === undefined ? [] : [{ slug, title, at: new Date(published) }],
    ),
    drafts: [...drafts.map(({ slug }) => slug), ...slugs('draft')],
    issues: slugs('future'),
  };
}

async function unfinishedIn(ledger: Store['ledger']): Promise<Next['unfinished']> {
  const found: Next['unfinished'][number][] = [];
  for (const { id, slug, open } of await ledger.sendings()) {
    if (open) continue;
    const counts = await ledger.counts(id);
    const waiting = counts.pending + counts['under-way'];
    if (waiting > 0) found.push({ slug, waiting });
  }
  return found;
}

function wordsOfNext(next: Next, config: Config, at: string): string {
  const { problem, unfinished, mails, unconfirmed, digest } = next;
  const lines = [
    ...runLines(next, config),
    ...(problem === undefined
      ? comingLines(next, config)
      : [`The articles cannot be read (${problem}): "tidings build" says why.`]),
    ...unfinished.map(({ slug, waiting }) => {
      const how = slug === digest ? 'The next run goes on with it' : `Go on: npx tidings send ${quoted(slug)}${at}`;
      return `${slug} is not with everybody yet: ${counted(waiting, 'letter')} ${waiting === 1 ? 'waits' : 'wait'}. ${how}.`;
    }),
    ...(mails > 0
      ? [
          `${counted(mails, 'mail')} to people who sign up or change something ${mails === 1 ? 'waits' : 'wait'} for the mail server.`,
        ]
      : []),
    ...(unconfirmed > 0
      ? [`${counted(unconfirmed, 'reader')} on the list ${unconfirmed === 1 ? 'has' : 'have'} not confirmed.`]
      : []),
  ];
  return `What comes next:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function runLines({ run, timezone, maxReaders, failed, cutOff }: Next, { settings, now }: Config): string[] {
  const zone = timezone ?? settings.timezone;
  const before =
    cutOff !== undefined
      ? [`The last run was cut off at "${cutOff}"; the next one goes on there.`]
      : failed
        ? [
            `The last run failed on ${scheduledMoment(zone, failed)}; "tidings run" says why, and the next one does it anew.`,
          ]
        : [];
  if (run === undefined)
    return [
      ...before,
      'No run begins by itself: write "schedule: {run: 0 7 * * 5}" into tidings.yaml for "tidings serve --run".',
    ];
  const when = run <= now ? 'A run is due now' : `The next run is on ${scheduledMoment(zone, run)}`;
  const most =
    maxReaders === undefined
      ? 'It sends nothing, since schedule.maxReaders is not set.'
      : `It sends to a list of ${counted(maxReaders, 'reader')} at most.`;
  return [...before, `${when}, where "tidings serve --run" is on. ${most}`];
}

const most = 5;

function comingLines(
  { news = [], digest, future = [], drafts = [], issues = [] }: Next,
  { settings }: Config,
): string[] {
  const listed = (names: readonly string[]) =>
    names.slice(0, most).join('; ') + (names.length > most ? `; and ${grouped(names.length - most)} more` : '');
  const titles = news.map(({ title }) => title);
  const fresh =
    digest !== undefined
      ? [`The next run sends ${digest}, which was made before.`]
      : !settings.letters
        ? []
        : titles.length === 0
          ? ['No article is new, so that the next digest waits for one.']
          : [`The next digest carries ${counted(titles.length, 'article')}: ${listed(titles)}.`];
  return [
    ...fresh,
    ...future.slice(0, most).map(({ title, at }) => `On ${scheduledMoment(settings.timezone, at)}: ${title}.`),
    ...(future.length > most ? [`After that: ${counted(future.length - most, 'more article')}.`] : []),
    ...(issues.length > 0 ? [`Issues whose date has not come: ${listed(issues)}.`] : []),
    ...(drafts.length > 0 ? [`Drafts, which come once they are none: ${listed(drafts)}.`] : []),
  ];
}
