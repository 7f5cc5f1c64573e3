import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { escapeXml } from '../../lib/escape.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { filesBelow, makeFolder, textOfFile } from '../../system/files.ts';

/** Creates the output folder and removes the remains of a killed build. Returns whether the folder is new. */
export async function makeOutput(config: Config): Promise<boolean> {
  const kind = await stat(config.output).catch(() => undefined);
  if (kind && !kind.isDirectory()) {
    const message = `${config.display(config.output)} is a file, and the output needs a folder of that name`;
    throw new ProblemError(
      [
        {
          severity: 'error',
          rule: 'write',
          message,
          hint: 'Move the file away, or name another folder with --output.',
        },
      ],
      { exitCode: 2 },
    );
  }
  if (!kind) {
    await makeFolder(config.output).catch((error: NodeJS.ErrnoException) => {
      const message = `the folder ${config.display(config.output)} cannot be made (${error.code})`;
      throw new ProblemError(
        [{ severity: 'error', rule: 'write', message, hint: 'Name another folder with --output.' }],
        { exitCode: 2 },
      );
    });
    return true;
  }
  const names = await readdir(config.output).catch((error: NodeJS.ErrnoException) => {
    const message = `the folder ${config.display(config.output)} cannot be read (${error.code})`;
    const hint = 'Make it readable and writable for yourself, or name another folder with --output.';
    throw new ProblemError([{ severity: 'error', rule: 'write', message, hint }], { exitCode: 2 });
  });
  for (const name of names) {
    const owner = /^\.tidings-(\d+)$/.exec(name)?.[1];
    if (owner && !isRunning(Number(owner))) await rm(join(config.output, name), { recursive: true, force: true });
  }
  return false;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The Atom feed of a build whose manifest is lost or elsewhere, as in a fresh clone; undefined if there is none. */
export async function feedIn({ output, settings }: Config): Promise<string | undefined> {
  const feed = await textOfFile(join(output, settings.feeds.paths.atom)).catch(() => '');
  return feed.includes('<generator>Tidings</generator>') ? feed : undefined;
}

/** Two publications in one folder would replace each other's feeds and pages at each build. */
export function refuseAnother({ output, display }: Config, feed: string, id: string): void {
  const present = /<id>([^<]*)<\/id>/.exec(feed)?.[1];
  if (present === undefined || present === escapeXml(id)) return;
  const message = `${display(output)} holds the feeds of another publication, ${present}`;
  const hint = `Name another folder with --output. If it is the same publication, whose id is now ${id}: put its tidings.lock back, or empty that folder.`;
  throw new ProblemError([{ severity: 'error', rule: 'other-publication', message, hint }], { exitCode: 2 });
}

/** Files that no known build wrote are the person's own, or left over from a lost manifest: named, never removed. */
export async function straysIn(config: Config, files: ReadonlySet<string>): Promise<Problem[]> {
  const strays = (await filesBelow(config.output)).filter((path) => !files.has(path) && !path.startsWith('.'));
  if (strays.length === 0) return [];
  const named = strays.slice(0, 5).join(', ') + (strays.length > 5 ? ` and ${strays.length - 5} more` : '');
  return [
    {
      severity: 'warning',
      rule: 'stray',
      message: `${config.display(config.output)} holds files that this build did not write: ${named}`,
      hint: 'They were left alone. Remove them yourself if they are left over from an older build.',
    },
  ];
}
