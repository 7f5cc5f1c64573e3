import type { SlotValues } from '../../email/letter.ts';
import { fallbackValues, longestValues } from '../../email/slots.ts';
import { letterFor, type TagWay } from '../../email/variant.ts';
import type { Issue } from '../../model/issue.ts';
import type { Settings } from '../../model/publication.ts';
import { slotKinds } from '../../model/slot.ts';

/** A kind of reader, whose letter can be looked at. */
export interface SampleReader {
  /** For addresses of the studio. */
  readonly key: string;
  readonly label: string;
  /** Which of the issue's letters: an index. */
  readonly letter: number;
  readonly values: SlotValues;
}

/**
 * Everybody who may see an issue differently: the public, readers with and without a name, one whose values are as long
 * as they can be, and one for each way through the conditions.
 */
export function sampleReaders(
  issue: Issue,
  settings: Settings,
  ways: readonly TagWay[],
): [SampleReader, ...SampleReader[]] {
  const untagged = letterFor([], ways);
  const open = fallbackValues(issue, settings);
  const { name, ...fields } = fieldValues(settings);
  const known = { ...open, ...fields, name, email: 'robin@example.org' };
  return [
    { key: 'web', label: 'A sample address, as on the web', letter: untagged, values: open },
    { key: 'named', label: 'With a name', letter: untagged, values: known },
    { key: 'nameless', label: 'Without a name', letter: untagged, values: { ...open, ...fields } },
    { key: 'longest', label: 'With the longest values', letter: untagged, values: longValues(issue, settings) },
    ...ways
      .filter(({ has }) => has.length > 0)
      .map(({ has, letter }) => ({
        key: `tags:${has.join(',')}`,
        label: `With the tag${has.length === 1 ? '' : 's'} ${has.join(' and ')}`,
        letter,
        values: known,
      })),
  ];
}

/** The reader of a key; the public for a key that the issue does not have, or no longer. */
export function readerNamed(
  readers: readonly [SampleReader, ...SampleReader[]],
  key: string | undefined,
): SampleReader {
  return readers.find((one) => one.key === key) ?? readers[0];
}

/** A value for each field that readers may have. */
function fieldValues({ newsletter }: Settings): Record<string, string> {
  const kinds = [...slotKinds(newsletter)].filter(([, { always }]) => !always);
  return Object.fromEntries(
    kinds.map(([name, { maxLength }]) => [name, (name === 'name' ? 'Robin' : `${name} of Robin`).slice(0, maxLength)]),
  );
}

/** As long as the values by which letters are measured, but of words, which break into lines as real ones do. */
function longValues(issue: Issue, settings: Settings): SlotValues {
  const kinds = [...slotKinds(settings.newsletter)].filter(([, { always }]) => !always);
  const texts = kinds.map(([name, { maxLength }]) => [
    name,
    'Wilhelmina-Maximiliane '.repeat(maxLength).slice(0, maxLength).trim(),
  ]);
  return { ...longestValues(issue, settings), ...Object.fromEntries(texts), email: longAddress };
}

/** 254 characters, the most that mail carries (RFC 5321, section 4.5.3.1). */
const longAddress = `${'a-very-long-name.'.repeat(4).slice(0, 64)}@${`${'a-long-part-of-a-domain'.repeat(2)}.`.repeat(3)}${'x'.repeat(44)}.org`;
