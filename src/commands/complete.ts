import type { Command, Option } from 'commander';

/** Words that are known only to the publication where somebody stands. */
export interface Known {
  /** The slugs of articles and issues. */
  slugs(): Promise<readonly string[]>;
  themes(): Promise<readonly string[]>;
}

/**
 * The words that can follow in a command line, for a shell to choose from by their beginning; none where a file name
 * can follow. `typed` ends with the word that is being typed, which may be empty.
 */
export async function completionsOf(typed: readonly string[], program: Command, known: Known): Promise<string[]> {
  const before = typed.slice(0, -1);
  const current = typed.at(-1) ?? '';
  const [command, rest] = commandIn(before, program);
  const flag = command.options.find(({ long, required }) => required && long === before.at(-1));
  if (flag) return valuesOf(flag, known);
  if (current.startsWith('-')) return [...command.options.flatMap(({ long }) => long ?? []), '--help'];
  const operands = rest.filter((word, index) => !word.startsWith('-') && !takesValue(rest[index - 1], command));
  if (command.commands.length > 0 && operands.length === 0) return command.commands.map((one) => one.name());
  const argument = command.registeredArguments[operands.length];
  if (argument?.argChoices) return [...argument.argChoices];
  if (argument?.name() === 'issue') return [...(await known.slugs())];
  return /^(from|theme)$/.test(argument?.name() ?? '') ? [...(await known.themes())] : [];
}

/** The command that words lead to, and the words behind it. */
function commandIn(words: readonly string[], program: Command): [command: Command, rest: readonly string[]] {
  let command = program;
  let rest = words.filter((word, index) => index > 0 || word !== 'help');
  for (let word = rest[0]; word !== undefined; word = rest[0]) {
    const next = command.commands.find((one) => one.name() === word);
    if (!next && !['--json', '--all', '--debug'].includes(word)) break;
    command = next ?? command;
    rest = rest.slice(1);
  }
  return [command, rest];
}

function takesValue(word: string | undefined, command: Command): boolean {
  return command.options.some(({ long, required }) => required && long === word);
}

async function valuesOf({ long, argChoices }: Option, known: Known): Promise<string[]> {
  if (long === '--issue') return [...(await known.slugs())];
  return [...(argChoices ?? [])];
}
