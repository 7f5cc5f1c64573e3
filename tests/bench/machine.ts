import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** The machine in one line: numbers mean little without it. */
export function describeMachine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0]!.model.trim()}, ${processors.length} cores, ${memory} GB of memory, ${system()}, Node ${process.versions.node}`;
}

function system(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
}
