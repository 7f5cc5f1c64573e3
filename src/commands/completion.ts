import type { Command } from 'commander';
import { loadConfig } from '../config/config.ts';
import { ProblemError } from '../model/problem.ts';
import { likelySlugs } from '../publish/slugs.ts';
import { listThemes } from '../publish/themes/theme-places.ts';
import { completionsOf, type Known } from './complete.ts';
import type { Terminal } from './terminal.ts';

type Shell = 'bash' | 'zsh' | 'fish';

/** `tidings completion <shell>`: the script by which a shell completes command lines. */
export async function printCompletion(terminal: Terminal, shell: string): Promise<number> {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell as Shell] : undefined;
  if (script === undefined) throw unknown(shell);
  terminal.result('completion', script, { shell, script });
  return 0;
}

/** `tidings completion words -- …`: what that script asks for, a word a line. Faults are nobody's business here. */
export async function printWords(terminal: Terminal, typed: readonly string[], program: Command): Promise<number> {
  const found = await completionsOf(typed, program, knownIn(terminal)).catch(() => []);
  // A name from the disk must mean nothing to a shell.
  const words = found.filter((word) => /^[\p{L}\p{M}\p{N}./_+-]+$/u.test(word));
  terminal.result('completion-words', words.map((word) => `${word}\n`).join(''), { words });
  return 0;
}

function unknown(shell: string): ProblemError {
  const message = `there is no completion for the shell "${shell}"`;
  const hint = 'Write "tidings completion bash", "zsh" or "fish".';
  return new ProblemError([{ severity: 'error', rule: 'usage', message, hint }], {
    exitCode: 2,
    state: 'Nothing was done.',
  });
}

function knownIn({ context }: Terminal): Known {
  const config = loadConfig('.', {}, context);
  // Asked for only where they are needed.
  config.catch(() => undefined);
  return {
    slugs: async () => likelySlugs(await config),
    themes: async () => (await listThemes((await config).directory)).map(({ name }) => name),
  };
}

const scripts: Readonly<Record<Shell, string>> = {
  bash: `# Put this into ~/.bashrc: eval "$(tidings completion bash)"
_tidings() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    [[ $word == "\${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$word")
  done < <(tidings completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _tidings tidings
`,
  zsh: `#compdef tidings
# Put this into ~/.zshrc, below compinit: eval "$(tidings completion zsh)"
_tidings() {
  local -a found
  found=("\${(@f)$(tidings completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n "$found" ]] && compadd -a found || _files
}
if [ "$funcstack[1]" = _tidings ]; then _tidings "$@"; else compdef _tidings tidings; fi
`,
  fish: `# Put this into ~/.config/fish/config.fish: tidings completion fish | source
complete -c tidings -a '(tidings completion words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};
