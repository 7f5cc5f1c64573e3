import { loadConfig } from '../config/config.ts';
import { writeDraft } from '../publish/draft.ts';
import type { NewFlags } from './flags.ts';
import { argumentFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings new <title>`: begins an article as a draft. */
export async function newArticle(terminal: Terminal, text: string, { publication }: NewFlags): Promise<number> {
  const config = await loadConfig(publication, {}, terminal.context);
  const { file, slug, title } = await writeDraft(config, text);
  const shown = config.display(file);
  terminal.result(
    'new',
    `Began ${shown}, a draft that nobody sees yet.\nNext: write it, take out the line "draft: true", and build:\n  npx tidings build${argumentFor(publication)}\n`,
    { file: shown, slug, title, draft: true },
  );
  return 0;
}
