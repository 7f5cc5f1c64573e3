import { slugOf } from '../lib/slug.ts';
import { bare, fieldOf } from './columns.ts';
import { checkEntry, type Entry, momentOf } from './entry.ts';
import type { Kind, Service, Told } from './services/export-format.ts';
import { addressOf, isDeparture } from './subscriber.ts';

/** Facts about an export; complete when its last line is read. */
export interface Recognition {
  readonly service: string;
  /** For a service that splits its people into several files: the kind of this one. */
  readonly kind?: Kind;
  /** A caution about the exports of this service, as a sentence. */
  readonly caution?: string;
  /** The names of tags there and here; undefined if no letter of the name can stay. */
  readonly renamed: Map<string, string>;
  readonly leftOut: {
    /** Undeclared columns, and parts of attributes with a dot before them. */
    readonly undeclared: Set<string>;
    readonly payments: readonly string[];
    readonly own: readonly string[];
  };
}

interface ServiceOptions {
  readonly file: string;
  readonly fields: ReadonlySet<string>;
  readonly consent?: string | undefined;
  readonly unsubscribed?: boolean | undefined;
}

/** Names beyond these are too many to tell, and must not fill the memory. */
const maximumNames = 1000;

/** Determines the meaning of an export's columns. The returned function reads a line, or gives the reason for refusing it. */
export function serviceReader(service: Service, header: readonly string[], options: ServiceOptions) {
  const { file, fields } = options;
  const titles = header.map(bare);
  const kind = service.kindOf?.(titles, file);
  const address = addressIn(titles, service);
  const columns = header.map((title, at) => (at === address ? undefined : fieldOf(title, fields)?.field));
  const known = new Set([...service.marks, ...service.read, ...service.payments, ...service.own]);
  const lost = (some: (title: string) => boolean) =>
    header.filter((_, at) => at !== address && columns[at] === undefined && some(titles[at]!));
  const recognition: Recognition = {
    service: service.name,
    ...(kind && { kind }),
    ...(service.caution && { caution: service.caution }),
    renamed: new Map(),
    leftOut: {
      undeclared: new Set(lost((title) => title !== '' && !known.has(title))),
      payments: lost((title) => service.payments.includes(title)),
      own: lost((title) => service.own.includes(title)),
    },
  };
  const cellOf = cellsBy(titles);
  return {
    recognition,
    address,
    entryOf: (cells: readonly string[]): Entry | string => {
      const values = columns.flatMap((field, at) => (field && cells[at] ? [[field, cells[at]] as const] : []));
      const told = service.tell((title) => cellOf(cells, title), kind);
      return entryOf(told, { address: cells[address] ?? '', values, service, recognition }, options);
    },
  };
}

/** The column of addresses, which Mailchimp names in the language of the account. */
function addressIn(titles: readonly string[], { read, payments, own }: Service): number {
  const known = new Set([...read, ...payments, ...own]);
  for (const title of ['emailaddress', 'email']) if (titles.includes(title)) return titles.indexOf(title);
  return titles.findIndex((title) => title.includes('mail') && !known.has(title));
}

/** Two columns may have one name; then the first says it that says anything. */
function cellsBy(titles: readonly string[]) {
  const places = Map.groupBy(titles.keys(), (at) => titles[at]!);
  return (cells: readonly string[], title: string): string => {
    for (const at of places.get(title) ?? []) if (cells[at]?.trim()) return cells[at].trim();
    return '';
  };
}

interface Line {
  readonly address: string;
  readonly values: readonly (readonly [field: string, value: string])[];
  readonly service: Service;
  readonly recognition: Recognition;
}

function entryOf(told: Told, line: Line, { fields, consent, unsubscribed }: ServiceOptions): Entry | string {
  const { service, recognition } = line;
  const status = unsubscribed && !isDeparture(told.status) ? 'unsubscribed' : told.status;
  const agreed = agreedBy(told, service, consent);
  if (!agreed && !isDeparture(status) && addressOf(line.address))
    return `${service.name} does not know how this person agreed; say it with --consent`;
  // Better no date, and below nothing but the address, than no refusal.
  const left = momentOf(told.left ?? '');
  const leaving = {
    address: line.address,
    status,
    left,
    told: `by ${service.name}${told.reason ? `: ${told.reason.slice(0, 200)}` : ''}`,
  };
  const entry = checkEntry(
    {
      ...leaving,
      name: told.name,
      tags: told.tags && slugsOf(told.tags, recognition),
      fields: { ...attributesOf(told, fields, recognition), ...Object.fromEntries(line.values) },
      consent: agreed?.how,
      consented: agreed?.at,
    },
    fields,
  );
  return typeof entry === 'string' && isDeparture(status) ? checkEntry(leaving, fields) : entry;
}

/** Such as "Mailchimp, confirmed 2024-03-01"; for a service without consent data, the writer's own statement. */
function agreedBy({ agreed, added }: Told, { name }: Service, consent: string | undefined) {
  const at = momentOf(agreed?.at ?? '');
  if (agreed && at) return { how: `${name}, ${agreed.how} ${dayOf(at)}`, at };
  if (!consent) return undefined;
  const since = momentOf(added ?? '');
  return since ? { how: `${consent} (${name}, added ${dayOf(since)})`, at: since } : { how: consent };
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function slugsOf(names: readonly string[], { renamed }: Recognition): string[] {
  return names.flatMap((name) => {
    const slug = renamed.get(name) ?? slugOf(name);
    if (slug !== name && renamed.size < maximumNames) renamed.set(name, slug);
    return slug === '' ? [] : [slug];
  });
}

/** Declared fields of a JSON object; a list in it is written with commas. */
function attributesOf({ attributes = '' }: Told, fields: ReadonlySet<string>, { leftOut }: Recognition) {
  const found: Record<string, string> = {};
  const object = objectOf(attributes);
  if (!object) leftOut.undeclared.add('attributes that are no JSON');
  for (const [key, value] of Object.entries(object ?? {})) {
    const text = [value].flat().every((one) => one === null || typeof one !== 'object')
      ? [value].flat().join(', ')
      : '';
    const field = fieldOf(key, fields)?.field;
    if (field !== undefined && text !== '') found[field] = text;
    else if (value !== null && value !== '' && leftOut.undeclared.size < maximumNames)
      leftOut.undeclared.add(`.${key}`);
  }
  return found;
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
