import { open, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Config, contains } from '../config/config.ts';
import { letterFileName } from '../model/letter-name.ts';
import { ProblemError } from '../model/problem.ts';
import { pageOf, reportMark } from '../report/page.ts';
import { type Report, reportOf } from '../report/report.ts';
import { writeAtomically } from '../system/files.ts';
import { realPathOf } from '../system/inside.ts';
import type { ReportFlags } from './flags.ts';
import { warnOfGit } from './git-warning.ts';
import { findSending } from './send/find-sending.ts';
import { withList } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

/** `tidings report <issue>`: one HTML file for its owner alone; with `--json` the same numbers, and no file. */
export async function report(terminal: Terminal, issue: string, flags: ReportFlags): Promise<number> {
  if (terminal.json && flags.output !== undefined)
    refuse(
      '--json prints the numbers and writes no page, and --output names one',
      'Leave out one of the two.',
      'usage',
    );
  return withList(terminal, flags, async ({ ledger, returnedMail, config, at }) => {
    const sending = await findSending(ledger, issue, at);
    const { timezone } = config.settings;
    const file = flags.output ?? `${letterFileName(sending.slug)}-report.html`;
    const path = resolve(terminal.context.cwd, file);
    if (!terminal.json) await mayBeWritten(path, file, config);
    const [counts, letters] = await Promise.all([
      returnedMail.counts(sending.id),
      returnedMail.read({ sending: sending.id }),
    ]);
    const made = await reportOf(sending, ledger.read(sending.id), {
      made: terminal.context.clock(),
      timezone,
      names: flags.names === true,
      returned: { counts, letters },
    });
    if (!terminal.json) await write(made, path, file, config);
    const privacy = flags.names ? 'It holds personal data: delete it when it is of no more use.\n' : '';
    terminal.result('report', `Wrote ${file}.\n${privacy}Next: open it in a browser.\n`, made);
    if (!terminal.json) await warnOfGit(terminal, path, file);
    return 0;
  });
}

async function write(made: Report, path: string, file: string, { settings }: Config): Promise<void> {
  const style = await readFile(new URL('../../templates/report/style.css', import.meta.url), 'utf8');
  const page = pageOf(made, { title: settings.title, timezone: settings.timezone, style });
  await writeAtomically(path, page, 0o600).catch((error: NodeJS.ErrnoException) =>
    refuse(`${file} cannot be written (${error.code})`, 'Name a file in a folder in which you may write.'),
  );
}

/** A report with names stays out of the web root, and only an older report is replaced. */
async function mayBeWritten(path: string, file: string, { output, display }: Config): Promise<void> {
  const folders = await Promise.all([output, dirname(path)].map(realPathOf));
  if (contains(folders[0]!, folders[1]!))
    refuse(`${file} would lie in ${display(output)}, which is published`, 'Name a file outside of it with --output.');
  if (!(await stat(dirname(path)).catch(() => undefined)))
    refuse(`there is no folder for ${file}`, 'Name a file in a folder that is there.');
  const beginning = await beginningOf(path);
  if (beginning !== undefined && !beginning.includes(reportMark))
    refuse(`${file} is there already and is no report`, 'Name another file with --output.');
}

/** The beginning of a file; undefined if there is none. */
async function beginningOf(path: string): Promise<string | undefined> {
  try {
    const handle = await open(path);
    try {
      return (await handle.read(Buffer.alloc(512), 0, 512, 0)).buffer.toString('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // An unreadable file is not a report.
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : '';
  }
}

function refuse(message: string, hint: string, rule: 'report' | 'usage' = 'report'): never {
  throw new ProblemError([{ severity: 'error', rule, message, hint }], {
    exitCode: 2,
    state: 'Nothing was written.',
  });
}
