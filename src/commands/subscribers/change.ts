import { isBeyondAscii } from '../../lib/address.ts';
import type { Problem } from '../../model/problem.ts';
import { checkEntry, tagsOf } from '../../subscribers/entry.ts';
import type { Address } from '../../subscribers/subscriber.ts';
import type { AddFlags, ListFlags, TagFlags } from '../flags.ts';
import { operand } from '../quoted.ts';
import type { Terminal } from '../terminal.ts';
import { departureOf } from './departure.ts';
import { type OpenList, readAddress, refuse, withList } from './open-list.ts';

/** `tidings subscribers add <address>` */
export async function add(terminal: Terminal, text: string, flags: AddFlags): Promise<number> {
  const { typed } = readAddress(text);
  return withList(terminal, flags, async ({ subscribers, fields, at }) => {
    const { name, language, tag, consent } = flags;
    const entry = checkEntry({ address: text, name, language, tags: tag, fields: fieldsOf(flags), consent }, fields);
    if (typeof entry === 'string') refuse(entry, entryHint(entry));
    if (isBeyondAscii(typed)) terminal.warn([unreached(typed)]);
    const rows = [{ line: 1, address: typed, entry: { ...entry, again: flags.again === true } }];
    for await (const [outcome] of subscribers.merge([rows], { apply: true })) {
      const { result, reason = '' } = outcome!;
      if (result === 'refused')
        refuse(
          `${typed} ${reason}`,
          'If this person has asked to come back, add --again and say so in --consent.',
          'suppressed',
        );
      const words = { new: 'Added', changed: 'Changed', unchanged: 'There was nothing to change of' }[result];
      terminal.result(
        'subscribers-add',
        `${words} ${typed}${reason && `: ${reason}`}.\nNext:\n  npx tidings subscribers list${at}\n`,
        {
          address: typed,
          result,
          ...(reason && { reason }),
        },
      );
    }
    return 0;
  });
}

function unreached(address: string): Problem {
  const message = `${address} has letters beyond ASCII before its @, which few mail servers carry (SMTPUTF8)`;
  const hint = 'No letter goes there. Ask this person for another address.';
  return { severity: 'warning', rule: 'beyond-ascii', message, hint };
}

function entryHint(fault: string): string {
  return fault.startsWith('there is no field')
    ? 'Declare it under "newsletter", "fields" in tidings.yaml, such as "fields: {town: {}}", or leave out --field.'
    : 'Write small letters and digits, and hyphens for blanks.';
}

/** `tidings subscribers tag <address>` */
export async function tag(terminal: Terminal, text: string, flags: TagFlags): Promise<number> {
  const address = readAddress(text);
  const [add, remove] = [tagsOf(flags.add ?? []), flags.remove ?? []];
  if (typeof add === 'string') refuse(add, 'Write small letters and digits of any script, joined by hyphens.');
  if (add.length + remove.length === 0) refuse('no tag is named', 'Add --add <tag> or --remove <tag>.');
  return withList(terminal, flags, async (list) => {
    const { id } = await foundIn(list, address);
    const changed = await list.subscribers.tag(id, { add, remove });
    const { tags } = await foundIn(list, address);
    terminal.result(
      'subscribers-tag',
      `${address.typed} has ${tags.length > 0 ? `the tags ${tags.join(' ')}` : 'no tags'}.\n`,
      {
        address: address.typed,
        tags,
        changed,
      },
    );
    return 0;
  });
}

/** `tidings subscribers remove <address>` */
export async function remove(terminal: Terminal, text: string, flags: ListFlags): Promise<number> {
  const address = readAddress(text);
  return withList(terminal, flags, async ({ subscribers, config, at }) => {
    const { before, subscriber } = await subscribers.leave(address, 'unsubscribed', { how: 'taken off by hand' });
    const { typed } = address;
    const { words, value } = await departureOf(address, before, { subscribers, config });
    const lines = [`${words}.`];
    if (subscriber)
      lines.push('Next: to erase what is stored, too:', `  npx tidings subscribers forget${operand(typed, at)}`);
    else lines.push('The address is not on the list, and no import can add it now.');
    terminal.result('subscribers-remove', `${lines.join('\n')}\n`, { ...value, listed: subscriber !== undefined });
    return 0;
  });
}

/** @throws ProblemError with exit code 2 if the list has no such person. */
export async function foundIn({ subscribers, at }: OpenList, address: Address) {
  const subscriber = await subscribers.find(address);
  const hint = `"tidings subscribers list${at}" prints who is on the list.`;
  return subscriber ?? refuse(`${address.typed} is not on the list`, hint, 'not-found');
}

function fieldsOf({ field = [] }: AddFlags): Record<string, string> {
  const pairs = field.map((pair) => /^([^=]+)=(.*)$/s.exec(pair)?.slice(1));
  if (pairs.some((pair) => !pair)) refuse(`--field needs a name and a value`, 'Write it as --field town=Vienna.');
  return Object.fromEntries(pairs as [string, string][]);
}
