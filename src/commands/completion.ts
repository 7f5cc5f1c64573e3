import type { Command } from 'commander';
import { loadConfig } from '../config/config.ts';
import { ProblemError } from '../model/problem.ts';
import { readLock } from '../publish/lock/lock-file.ts';
import { listThemes } from '../publish/themes/theme.ts';
import { completionsOf, type Known } from './complete.ts';
import type { Terminal } from './terminal.ts';

type Shell = 'bash' | 'zsh' | 'fish';

/** `tidings completion <shell>`: the script by which a shell completes command lines. */
export async function printCompletion(terminal: Terminal, shell: string): Promise<number> {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell as Shell] : undefined;
  if (script === undefined) throw unknown(shell);
  terminal.result(script, { shell, script });
  return 0;
}

/** `tidings completion words -- …`: what that script asks for, a word a line. Faults are nobody's business here. */
export async function printWords(terminal: Terminal, typed: readonly string[], program: Command): Promise<number> {
  const words = await completionsOf(typed, program, knownIn(terminal)).catch(() => []);
  terminal.result(words.map((word) => `${word}\n`).join(''), { words });
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
    slugs: async () => {
      const { entries, issues = [] } = await readLock(await config);
      const there = entries.filter(({ removed }) => removed === undefined);
      return [...new Set([...issues, ...there].flatMap(({ slug }) => slug ?? []))].sort();
    },
    themes: async () => (await listThemes((await config).directory)).map(({ name }) => name),
  };
}

const scripts: Readonly<Record<Shell, string>> = {
  bash: `# Put this into ~/.bashrc: eval "$(tidings completion bash)"
_tidings() {
  local IFS=$'\\n' words
  words=$(tidings completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _tidings tidings
`,
  zsh: `# Put this into ~/.zshrc, below compinit: eval "$(tidings completion zsh)"
_tidings() {
  local -a found
  found=("\${(@f)$(tidings completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n "$found" ]] && compadd -a found || _files
}
compdef _tidings tidings
`,
  fish: `# Put this into ~/.config/fish/config.fish: tidings completion fish | source
complete -c tidings -a '(tidings completion words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};
