import { ProblemError } from '../model/problem.ts';
import { beginStudio } from '../studio/begin.ts';
import { editorTemplate } from '../studio/editor-link.ts';
import { openBrowser } from '../studio/open-browser.ts';
import type { StudioFlags } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** `tidings studio [path]`: shows the publication in a browser while it is written, until Ctrl-C. */
export async function studio(terminal: Terminal, path: string, flags: StudioFlags): Promise<number> {
  const { context, signal } = terminal;
  const given = flags.editor ?? context.environment.TIDINGS_EDITOR;
  const editor =
    given === undefined ? undefined : editorTemplate(given, flags.editor === undefined ? 'TIDINGS_EDITOR' : '--editor');
  const { address, watching, stop } = await beginStudio({
    ...{ path, flags, context, signal, editor },
    port: flags.port === undefined ? undefined : portNumber(flags.port),
  });
  const words = `The studio is at ${address}\nOnly this machine reaches it, and only with that address. Ctrl-C ends it.\n`;
  terminal.result('studio', words, { address });
  if (flags.open !== false && !terminal.json && process.stdout.isTTY) openBrowser(address);
  try {
    await watching;
  } finally {
    await stop();
  }
  return 0;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  const hint = 'Write a number up to 65535, or leave it out for 4323 or the next free one; 0 takes any.';
  throw new ProblemError([{ severity: 'error', rule: 'studio', message: `--port is "${text}"`, hint }], {
    exitCode: 2,
    state: 'The studio did not begin.',
  });
}
