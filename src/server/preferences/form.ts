import { domainOf, isBeyondAscii } from '../../lib/address.ts';
import type { SubscriberChange } from '../../store/subscriber-store.ts';
import { checkEntry } from '../../subscribers/entry.ts';
import { readerName } from '../../subscribers/reader-name.ts';
import { type Address, addressOf, type Frequency, frequencies, type Subscriber } from '../../subscribers/subscriber.ts';

/** The values that a reader can choose between. */
export interface Choices {
  readonly tags: ReadonlySet<string>;
  readonly languages: ReadonlySet<string>;
  /** The publication's. */
  readonly language: string;
  /** The names of the declared fields. */
  readonly fields: ReadonlySet<string>;
}

type Form = URLSearchParams;

/** The wish of a form; nothing if our page cannot have made it. An address that is none is undefined. */
export type Wish =
  | { readonly act: 'save'; readonly change: SubscriberChange }
  | { readonly act: 'address'; readonly typed: string; readonly to: Address | undefined };

/**
 * Reads the body of a form (application/x-www-form-urlencoded) that the reader has sent. A value that contradicts
 * another, or that the page does not offer, makes the whole form void. Parameters that are not known are passed over.
 */
export function readWish(body: string, reader: Subscriber, choices: Choices): Wish | undefined {
  const form = new URLSearchParams(body);
  try {
    const act = single(form, 'act');
    if (act === 'address') return newAddress(single(form, 'email') ?? '');
    if (act === 'save') return { act, change: changeFrom(form, reader, choices) };
  } catch (error) {
    if (!(error instanceof ForeignForm)) throw error;
  }
  return undefined;
}

/** A form that our page did not make. */
class ForeignForm extends Error {}

function newAddress(typed: string): Wish {
  const to = addressOf(typed);
  // No reader's mailbox is on this machine, and few servers carry letters beyond ASCII.
  return {
    act: 'address',
    typed,
    to: to && domainOf(to.normal).includes('.') && !isBeyondAscii(to.typed) ? to : undefined,
  };
}

function changeFrom(form: Form, reader: Subscriber, choices: Choices): SubscriberChange {
  const name = single(form, 'name');
  const given = [...choices.fields].flatMap((field) => {
    const value = single(form, `field-${field}`);
    return value === undefined ? [] : [[field, value] as const];
  });
  const texts = checkEntry(
    { address: reader.address.typed, name, fields: Object.fromEntries(given), consent: 'by the page' },
    choices.fields,
  );
  if (typeof texts === 'string') throw new ForeignForm();
  return {
    // A longer one that came with an imported list stays until the reader changes it.
    ...(name !== undefined && { name: texts.name === reader.name ? texts.name : readerName(texts.name ?? '') }),
    fields: Object.fromEntries(given.map(([field]) => [field, texts.fields[field] ?? ''])),
    tags: tagsFrom(form, reader, choices),
    frequency: frequencyFrom(form),
    language: languageFrom(form, reader, choices),
  };
}

/** Of the tags that the page has offered, those that are ticked; the others of the reader stay. */
function tagsFrom(form: Form, { tags }: Subscriber, choices: Choices): string[] {
  const [ticked, offered] = [form.getAll('tags'), new Set(form.getAll('offered'))];
  if (ticked.some((tag) => !choices.tags.has(tag))) throw new ForeignForm();
  const kept = tags.filter((tag) => !(offered.has(tag) && choices.tags.has(tag)));
  return [...new Set([...kept, ...ticked])].sort();
}

function frequencyFrom(form: Form): Frequency | undefined {
  const value = single(form, 'frequency');
  const frequency = frequencies.find((one) => one === value);
  if (value !== undefined && frequency === undefined) throw new ForeignForm();
  return frequency;
}

/** Who had none and leaves it at the publication's goes with the publication. */
function languageFrom(form: Form, reader: Subscriber, { languages, language }: Choices): string | undefined {
  const value = single(form, 'language');
  if (value === undefined || value === reader.language) return undefined;
  if (!languages.has(value)) throw new ForeignForm();
  return reader.language === undefined && value === language ? undefined : value;
}

/** The value of a parameter; two that differ contradict each other. */
function single(form: Form, name: string): string | undefined {
  const values = new Set(form.getAll(name));
  const [value] = values;
  if (values.size > 1) throw new ForeignForm();
  return value;
}
