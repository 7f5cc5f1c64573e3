import type { KeyHandle } from '../../lib/key-handle.ts';
import { seal, unseal } from '../../subscribers/sealed.ts';

/** In milliseconds: nobody types an address in less. */
export const leastTime = 1500;
/** A page that lies open for longer has to ask for a new stamp. */
const lifetimeOfStamp = 24 * 3_600_000;

/** Proves when a form was given out, so that a program cannot fill in thousands at once without asking for each. */
export function writeStamp(key: KeyHandle, list: number, at: Date): string {
  return seal(key, 'stamp', `${list} ${at.getTime()}`);
}

/** A stamp for a form that a person has filled in before. */
export function patientStamp(key: KeyHandle, list: number, at: Date): string {
  return writeStamp(key, list, new Date(at.getTime() - leastTime));
}

/** `none`: no stamp of this list, or one that is older than a day or of a clock that has been set back since. */
export function ageOfStamp(key: KeyHandle, list: number, stamp: string, now: Date): 'good' | 'hasty' | 'none' {
  const [made = '', at = ''] = unseal(key, 'stamp', stamp)?.split(' ') ?? [];
  const age = now.getTime() - Number(at);
  if (made !== String(list) || age < 0 || age > lifetimeOfStamp) return 'none';
  return age < leastTime ? 'hasty' : 'good';
}
