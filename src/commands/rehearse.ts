import { counted, grouped } from '../lib/count-words.ts';
import { quoted } from '../lib/quoted.ts';
import { hasErrors, ProblemError, refuseBecause } from '../model/problem.ts';
import { compileApart } from '../publish/letters/compile-apart.ts';
import { ignoring } from '../publish/letters/ignore.ts';
import { listProblems } from '../publish/letters/list-problems.ts';
import { type Rehearsal, rehearseIssue as rehearsal } from '../rehearse/rehearse.ts';
import { formatRehearsal } from '../rehearse/report.ts';
import { selectionOf } from '../sendings/options.ts';
import { Progress } from '../system/progress.ts';
import type { RehearseFlags } from './flags.ts';
import { flagFor } from './quoted.ts';
import { listOf } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

const nothingRehearsed = 'Nothing was rehearsed.';

/** `tidings rehearse <issue>`: sends an issue to a copy of the list, to a server of its own, and sees to it that it fails. */
export async function rehearse(terminal: Terminal, name: string, flags: RehearseFlags): Promise<number> {
  const ignored = ignoring(flags.ignore ?? []);
  const readers = readersFrom(flags.readers);
  const { config, place, named } = await listOf(terminal, flags.publication, flags);
  refuseBecause(listProblems(config.settings, config.at), 2, nothingRehearsed);
  const { signal, context } = terminal;
  const compiled = await compileApart(config, name, { cwd: context.cwd, signal });
  const problems = ignored(compiled.problems);
  refuseBecause(hasErrors(problems) ? problems : [], 1, nothingRehearsed);
  terminal.warn(problems, 'That keeps nobody from getting the letter.');
  const bar = new Progress(process.stderr, 'letters');
  const options = {
    ...{ list: place, named, readers, signal },
    selection: selectionOf(flags, compiled),
    onProgress: (done: number, total: number) => bar.update(done, total),
  };
  const result = await rehearsal(config, compiled, options).finally(() => bar.end());
  const { slug, subject } = compiled;
  terminal.result(
    'rehearse',
    `${introduction(subject, result, readers === undefined)}\n${formatRehearsal(result)}${next(slug, result, flags)}`,
    {
      ...{ issue: compiled.issue, slug, subject, ...rounded(result), problems },
    },
  );
  return result.ok ? 0 : 1;
}

/** Milliseconds and letters are as fine as a clock tells them. */
function rounded({ seconds, lettersPerSecond, ...rest }: Rehearsal): Rehearsal {
  return {
    ...rest,
    seconds: Math.round(seconds * 1000) / 1000,
    lettersPerSecond: Math.round(lettersPerSecond * 10) / 10,
  };
}

/** @param wanted Whether it was to be the list. */
function introduction(subject: string, { invented, audience }: Rehearsal, wanted: boolean): string {
  const why = wanted ? '\nThey replace the list: nobody on it would get this letter.' : '';
  const people = invented
    ? `${counted(audience.prepared, 'invented reader')} (reader0001@example.org and so on).${why}`
    : `a copy of the list: ${counted(audience.prepared, 'reader')}.`;
  return `"${subject}" was rehearsed with ${people}\nIt went to a mail server of its own on this machine; nothing left it.\n`;
}

function next(slug: string, { ok, invented, audience }: Rehearsal, { publication, tag }: RehearseFlags): string {
  if (!ok) return 'Something does not add up. Do not send this issue before it does; please report this output.\n';
  const at = flagFor(publication);
  if (invented)
    return `Next: put people on the list, and rehearse with them:\n  npx tidings subscribers import --help\n`;
  const chosen = tag === undefined ? '' : ` --tag ${quoted(tag)}`;
  return `Next: send it in earnest:\n  npx tidings send ${quoted(slug)}${chosen} --confirm=${audience.prepared}${at}\n`;
}

/** More would fill the disk. */
const mostReaders = 1_000_000;

function readersFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= mostReaders) return number;
  const message = `--readers "${text}" is not a number of readers`;
  const hint = `Write a number from 1 to ${grouped(mostReaders)} in digits, such as --readers 10000.`;
  throw new ProblemError([{ severity: 'error', rule: 'usage', message, hint }], {
    exitCode: 2,
    state: nothingRehearsed,
  });
}
