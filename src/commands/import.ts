import { loadConfig } from '../config/config.ts';
import type { ArchiveReport } from '../import/import.ts';
import { importArchives } from '../import/import.ts';
import { type LeftOut, type LeftOutReason, unpublished } from '../import/imported-article.ts';
import { counted, grouped } from '../lib/count-words.ts';
import { visible } from '../lib/escape.ts';
import { quoted } from '../lib/quoted.ts';
import { ProblemError } from '../model/problem.ts';
import { withBuildLock } from '../publish/output/build-lock.ts';
import { Progress } from '../system/progress.ts';
import type { ArchiveFlags } from './flags.ts';
import { argumentFor, flagFor } from './quoted.ts';
import { type Terminal, waiting } from './terminal.ts';

/** `tidings import <files...>`: tells which articles an export holds, and with `--apply` writes them. */
export async function importArchive(
  terminal: Terminal,
  files: readonly string[],
  flags: ArchiveFlags,
): Promise<number> {
  const { context, signal } = terminal;
  const config = await loadConfig(flags.publication, {}, context).catch((error) => refuseFolder(error, flags));
  if (config.single) throw noPublication(flags);
  const apply = flags.apply === true;
  const progress = new Progress(process.stderr, 'MB');
  const onProgress = (done: number, total: number) => progress.update(done, total);
  const options = { from: flags.from, drafts: flags.drafts === true, apply, cwd: context.cwd, signal, onProgress };
  const work = () => importArchives(config, files, options).finally(() => progress.end());
  const report = apply ? await withBuildLock(config, work, waiting(terminal)) : await work();
  terminal.warn(report.problems);
  terminal.result('import', textOf(report, files, flags), { ...report, applied: apply });
  return 0;
}

/** Without settings nobody knows where the articles belong. */
function refuseFolder(error: unknown, flags: ArchiveFlags): never {
  const isMissing =
    error instanceof ProblemError &&
    /^there is no (?:tidings\.yaml|file or folder)/.test(error.problems[0]?.message ?? '');
  throw isMissing ? noPublication(flags) : error;
}

function noPublication({ publication }: ArchiveFlags): ProblemError {
  const message = `${publication === '.' ? 'this folder' : publication} is no publication yet`;
  const hint = `Write "tidings init${argumentFor(publication)}" first, with the title and address of yours in tidings.yaml, then import.`;
  return new ProblemError([{ severity: 'error', rule: 'usage', message, hint }], { exitCode: 2 });
}

function textOf(report: ArchiveReport, files: readonly string[], flags: ArchiveFlags): string {
  const { archives, written, unchanged, kept, leftOut } = report;
  const fresh = written.filter(({ draft }) => !draft);
  const drafts = written.filter(({ draft }) => draft);
  const lines = [
    ...archives.map(({ file, service }) => `${visible(file)} is an export of ${service}.`),
    ...named(counted(fresh.length, 'new article'), fresh),
    ...(drafts.length > 0 ? named(counted(drafts.length, 'new draft'), drafts) : []),
    ...(report.files > 0 ? [`  ${counted(report.files, 'picture or other file')} next to them`] : []),
    ...(unchanged > 0 ? [`${counted(unchanged, 'article')} here already.`] : []),
    ...(kept.length > 0
      ? named(
          `${counted(kept.length, 'article')} here in other words, left as ${kept.length === 1 ? 'it is' : 'they are'}`,
          kept,
        )
      : []),
    ...[...Map.groupBy(leftOut, ({ reason }) => reason)].flatMap(([reason, some]) => leftOutLines(reason, some)),
  ];
  return `${[...lines, ...nextLines(report, files, flags)].join('\n')}\n`;
}

/** The most names of a kind on a terminal; `--json` has them all. */
const shown = 5;

function named(what: string, some: readonly { readonly title: string }[]): string[] {
  if (some.length === 0) return [`${what}.`];
  const names = some.slice(0, shown).map(({ title }) => visible(title).slice(0, 60) || '(no title)');
  const rest = some.length > shown ? `, and ${grouped(some.length - shown)} more` : '';
  return [`${what}: ${names.join(', ')}${rest}.`];
}

const reasons: Readonly<Record<LeftOutReason, string>> = {
  draft: 'drafts',
  pending: 'waiting for review',
  scheduled: 'scheduled for later',
  private: 'private',
  protected: 'protected by a password',
  paid: 'for paying readers only',
  members: 'for members only',
  'email-only': 'sent by e-mail only',
  trashed: 'in the trash',
  page: 'pages',
  'other-type': 'of another type than post',
  thread: 'threads and chats',
  response: "comments on others' articles",
  'without-text': 'without text',
  'too-large': 'larger than 5 MB',
  'too-deep': 'nested too deeply',
  twice: 'twice in the export',
  removed: 'removed here since an earlier import',
};

function leftOutLines(reason: LeftOutReason, some: readonly LeftOut[]): string[] {
  return named(`Left out, ${reasons[reason]} (${grouped(some.length)})`, some);
}

function nextLines(report: ArchiveReport, files: readonly string[], flags: ArchiveFlags): string[] {
  const at = flagFor(flags.publication);
  const hasDrafts = report.leftOut.some(({ reason }) => unpublishedReasons.has(reason));
  const drafts = hasDrafts && !flags.drafts ? ['With --drafts, those that were not public are written as drafts.'] : [];
  if (report.written.length === 0)
    return [...drafts, 'Nothing is new.', 'Next:', `  npx tidings check${argumentFor(flags.publication)}`];
  if (flags.apply) return [...drafts, 'Next:', `  npx tidings build${argumentFor(flags.publication)}`];
  const again = [
    ...files.map(quoted),
    ...(flags.from === undefined ? [] : [`--from ${quoted(flags.from)}`]),
    ...(flags.drafts ? ['--drafts'] : []),
  ];
  return [...drafts, 'Nothing was written. To write it:', `  npx tidings import ${again.join(' ')}${at} --apply`];
}

const unpublishedReasons: ReadonlySet<LeftOutReason> = new Set(unpublished);
