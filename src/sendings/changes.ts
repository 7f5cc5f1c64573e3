import type { Config } from '../config/config.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { compareSources, sourceOf } from '../publish/letters/letter-source.ts';
import type { Sending } from '../store/ledger.ts';

/**
 * A half-sent letter goes out as it was frozen, whatever changed in its files; a warning says so.
 * `isUntouched`: nobody has got it yet, so that it can be taken back.
 */
export async function changesSince(
  { issue, slug, source, frozen }: Sending,
  config: Config,
  isUntouched: boolean,
): Promise<Problem[]> {
  const absent = (error: unknown) => {
    if (error instanceof ProblemError) return undefined;
    throw error;
  };
  // Another article may have the slug by now.
  const now = (await sourceOf(config, slug).catch(absent)) ?? (await sourceOf(config, issue).catch(absent));
  const comparison = now === undefined ? 'unreadable' : compareSources(source, now);
  if (comparison === 'same') return [];
  const day = frozen.toISOString().slice(0, 10);
  const [message, hint] = (
    {
      unreadable: [`${slug} cannot be read any more`, 'Run "tidings check" to see why.'],
      changed: [
        `${slug} was changed after its letters were frozen on ${day}`,
        isUntouched
          ? 'Nobody has got it yet. Add --refreeze to send it as it is now; else all get it as it was then.'
          : 'Readers who have not got it get it as it was then.',
      ],
      unknown: [
        `${slug} cannot be compared with its letters: another version of Tidings froze them on ${day}`,
        'Readers who have not got it get it as it was then, whether or not it was changed since.',
      ],
    } satisfies Record<typeof comparison, [message: string, hint: string]>
  )[comparison];
  return [{ severity: 'warning', rule: 'frozen', message, hint }];
}
