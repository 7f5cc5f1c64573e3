import type { Command } from 'commander';

const everywhere = ['--json', '--all', '--debug'];

/**
 * A command line in the order in which the program reads it: the flags of every command may come before it, and `help`,
 * `help send` and `version` are understood.
 */
export function usualArguments(argv: readonly string[], program: Command): string[] {
  const rest = [...argv];
  const flags: string[] = [];
  const path: string[] = [];
  let command = program;
  for (let word = rest[0]; word !== undefined; word = rest[0]) {
    const next = commandNamed(word, command);
    if (next) path.push(word);
    else if (everywhere.includes(word)) flags.push(word);
    else break;
    command = next ?? command;
    rest.shift();
  }
  const [first] = rest;
  if (command === program && (first === undefined || first === '-?')) return ['--help', ...flags];
  if (command === program && (first === 'version' || first === '-V')) return ['--version', ...flags];
  if (first !== 'help' || command.commands.length === 0) return [...path, ...flags, ...rest];
  return helpOf(rest.slice(1), { command, path, flags });
}

/** `help send` as `send --help`. A word that names no command stays one, so that the fault is reported. */
function helpOf(
  words: readonly string[],
  { command, path, flags }: { command: Command; path: readonly string[]; flags: readonly string[] },
): string[] {
  const [name, ...more] = words;
  if (name === undefined || name.startsWith('-')) return [...path, '--help', ...flags, ...words];
  const next = commandNamed(name, command);
  if (!next) return [...path, name, ...flags];
  return helpOf(more, { command: next, path: [...path, name], flags });
}

function commandNamed(word: string, { commands }: Command): Command | undefined {
  return commands.find((one) => one.name() === word || one.aliases().includes(word));
}
