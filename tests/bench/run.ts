import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { added } from './parts/added.ts';
import { adopt } from './parts/adopt.ts';
import { digest } from './parts/digest.ts';
import { feeds } from './parts/feeds.ts';
import { letter } from './parts/letter.ts';
import { machines } from './parts/machines.ts';
import { messages } from './parts/messages.ts';
import { records } from './parts/records.ts';
import { send } from './parts/send.ts';
import { sendCurve } from './parts/send-curve.ts';
import { serve } from './parts/serve.ts';
import { sites } from './parts/sites.ts';
import { slots } from './parts/slots.ts';
import { startup } from './parts/startup.ts';
import { studio } from './parts/studio.ts';
import { text } from './parts/text.ts';
import { writeInto } from './readme.ts';
import { formatTable, type Table } from './table.ts';

/** `npm run bench -- [part] [count…] [--write]`; README.md beside this file says what each part compares. */
const parts: Readonly<Record<string, (counts?: readonly number[]) => Generator<Table> | AsyncGenerator<Table>>> = {
  startup,
  letter,
  digest,
  text,
  slots,
  messages,
  send,
  'send-curve': sendCurve,
  feeds,
  records,
  sites,
  added,
  adopt,
  serve,
  studio,
  machines,
};

const usage = `Usage: npm run bench -- [${Object.keys(parts).join('|')}] [count…] [--write]\n`;

process.on('SIGINT', () => process.exit(130));
process.exitCode = await run();

async function run(): Promise<number> {
  const asked = command();
  if (!asked) {
    process.stderr.write(usage);
    return 2;
  }
  prepare();
  process.stdout.write(`${describeMachine()}\n`);
  for (const part of asked.parts) {
    for await (const table of part(asked.counts)) {
      process.stdout.write(`\n${formatTable(table)}\n`);
      if (asked.write) writeInto(table);
    }
  }
  return 0;
}

/** What the command line asks for, or nothing if it cannot be understood. */
function command() {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } });
    const [name, ...numbers] = positionals;
    const counts = numbers.map(Number);
    const chosen = name === undefined ? Object.values(parts) : [parts[name]].filter((part) => part !== undefined);
    if (chosen.length === 0 || !counts.every((count) => Number.isInteger(count) && count > 0)) return undefined;
    return { parts: chosen, ...(counts.length > 0 && { counts }), write: values.write === true };
  } catch {
    return undefined;
  }
}

/** Peers as their lock has them, and the command as a packed file has it: what stands in `src/` is measured. */
function prepare(): void {
  const here = import.meta.dirname;
  const changed = (path: string) => statSync(join(here, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changed('node_modules/.package-lock.json') < changed('package-lock.json'))
    npm(here, 'ci', '--no-audit', '--no-fund');
  npm(join(here, '../..'), 'run', 'compile');
}

function npm(cwd: string, ...args: readonly string[]): void {
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
