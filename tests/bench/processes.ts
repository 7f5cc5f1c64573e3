import { readdirSync, readFileSync } from 'node:fs';

/** User and system time of a process (proc_pid_stat, fields 14 and 15), in seconds; 0 of one that is gone. */
export function cpuOf(pid: number): number {
  const [user, system] = timesOf(pid);
  return user! + system!;
}

/** The same of a process and of all that it has started, those included that have ended and were waited for. */
export function cpuOfFamily(pid: number): number {
  const [user, system, ...ended] = timesOf(pid);
  const own = user! + system! + ended[0]! + ended[1]!;
  return childrenOf(pid).reduce((sum, child) => sum + cpuOfFamily(child), own);
}

export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** Seconds in which the cores of this machine did nothing, and all that they had, since it began. */
export function idleTime(): { readonly idle: number; readonly all: number } {
  const [line] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user, nice, system, idle, waiting, ...rest] = line!.split(/\s+/).slice(1, 9).map(Number);
  const sum = [user, nice, system, idle, waiting, ...rest].reduce((one, other) => one! + other!, 0);
  return { idle: (idle! + waiting!) / 100, all: sum! / 100 };
}

function timesOf(pid: number): number[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields.slice(11, 15).map((one) => Number(one) / 100);
  } catch {
    return [0, 0, 0, 0];
  }
}
