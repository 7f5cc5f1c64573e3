import { stat } from 'node:fs/promises';
import { quoted } from '../../lib/quoted.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { lostListProblems } from '../../sendings/list-mark.ts';
import { selectionOf } from '../../sendings/options.ts';
import { smtpOutlets } from '../../sendings/outlets.ts';
import { planSending, type SendingPlan } from '../../sendings/plan.ts';
import type { Audience, Counts, Ledger } from '../../store/ledger.ts';
import { openStore } from '../../store/open.ts';
import { checkItem } from '../checks/gather.ts';
import type { Good } from '../session.ts';
import type { Studio } from '../studio.ts';

/** What `send` would do now. It holds counts, and nobody's address. */
export interface Prospect {
  /** Servers that letters go through, as the settings name them. */
  readonly relays: readonly string[];
  /** Absent without a list. */
  readonly audience?: Audience | undefined;
  /** What became of the issue so far; absent if it was never sent to the list. */
  readonly counts?: Counts;
  /** How many letters the next run is about. */
  readonly count?: number;
  /** Whether the letter goes by itself to those who confirm. */
  readonly isOpen?: boolean;
  readonly tag?: string | undefined;
  /** Errors keep it from being sent, as does a list or a server that there is not. */
  readonly problems: readonly Problem[];
  readonly isRefused: boolean;
  /** To type next. */
  readonly command: string;
}

/**
 * Asks the ledger and the plan of a sending, as `send` does before it wants a confirmation. Nothing is sent, frozen or
 * begun: without a list none is made.
 */
export async function prospectOf(
  name: string,
  good: Good,
  { terminalContext: { cwd, clock } }: Pick<Studio, 'terminalContext'>,
  signal: AbortSignal,
): Promise<Prospect> {
  const { config } = good;
  const at = config.display(config.directory);
  const publication = at === '.' ? '' : ` --publication ${quoted(at)}`;
  const command = `npx tidings send ${quoted(name)}${publication}`;
  const relays = await smtpOutlets(config).then(
    (outlets) => ({ names: outlets.map(({ transport }) => transport.name), problems: [] }),
    (error) => ({ names: [], problems: problemsOf(error) }),
  );
  const servers = relays.names.length === 0 && relays.problems.length === 0 ? [noServer] : relays.problems;
  const base = { relays: relays.names, command };
  const { place, named, file, isServer } = await config.list();
  if (!isServer && !(await stat(file).catch(() => undefined))) {
    const add = `npx tidings subscribers add you@example.org --consent "said so"${publication}`;
    const ofLetter = await errorsOf(name, good);
    return { ...base, problems: [...ofLetter, noList, ...servers], isRefused: true, command: add };
  }
  try {
    const store = await openStore(place, { key: await config.secret(), clock, named, before: file });
    try {
      const seen = await look(name, good, store.ledger, { cwd, signal });
      const problems = [...seen.problems, ...(await lostListProblems(config, store.ledger)), ...servers];
      return { ...base, ...seen, problems, isRefused: seen.isRefused || servers.length > 0 };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { ...base, problems: [...problemsOf(error), ...servers], isRefused: true };
  }
}

/** The faults that keep the letter back by themselves; a plan tells them where there is a list. */
async function errorsOf(name: string, good: Good): Promise<readonly Problem[]> {
  const problems = await checkItem(good, name).then((checked) => checked.problems, problemsOf);
  return problems.filter(({ severity }) => severity === 'error');
}

type Seen = Omit<Prospect, 'relays' | 'command'>;

async function look(
  name: string,
  good: Good,
  ledger: Ledger,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<Seen> {
  try {
    const plan = await planSending(name, { config: good.config, ledger, options: {}, cwd, signal });
    return { ...(await seenOf(plan, ledger)), problems: plan.problems, isRefused: false };
  } catch (error) {
    // A letter that cannot go yet has its audience all the same.
    const kind = (await good.fitted(name).catch(() => undefined))?.issue.kind;
    const audience = await ledger.survey(selectionOf({}, { kind }));
    return { audience, problems: problemsOf(error), isRefused: true };
  }
}

async function seenOf({ sending, audience, count, opens }: SendingPlan, ledger: Ledger) {
  const isOpen = opens || sending?.open !== undefined;
  const counts = sending && (await ledger.counts(sending.id));
  return { audience, count, isOpen, tag: sending?.selection.tag, ...(counts && { counts }) };
}

export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  throw error;
}

/** Where a test or an issue would go through none. */
export const noServer: Problem = {
  ...{ severity: 'warning', rule: 'no-server', message: 'no mail server is set' },
  hint: 'Put SMTP_URL=smtps://user:password@host:465 into .env next to tidings.yaml.',
};

/** Nothing is wrong with a publication that has not begun its list. */
const noList: Problem = {
  ...{ severity: 'warning', rule: 'no-list', message: 'there is no list yet' },
  hint: 'It begins with the first subscriber: "tidings subscribers add" or "tidings subscribers import".',
};
