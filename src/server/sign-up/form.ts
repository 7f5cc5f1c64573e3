import { formText } from '../form-text.ts';

/** The fields of the form; one that was left out is empty. */
export interface SignUpForm extends Readonly<Record<(typeof single)[number], string>> {
  readonly tags: readonly string[];
}

/** Of two different values of such a field none is meant. */
const single = ['email', 'name', 'language', 'website', 'stamp', 'page', 'shown', 'consent', 'redirect'] as const;

/** A request that holds no form, and the status that says why. */
type Unreadable = 400 | 413 | 415;

type Fields = ReadonlyMap<string, readonly string[]>;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads the body of a request, which is a form or JSON in UTF-8. */
export async function readForm(request: Request): Promise<SignUpForm | Unreadable> {
  const [type = '', ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(/\s*;\s*/);
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.replace(/^charset=|"/g, '');
  const coding = request.headers.get('content-encoding') ?? 'identity';
  if (!read || (charset ?? 'utf-8') !== 'utf-8' || coding !== 'identity') return 415;
  try {
    return formOf(await read(new Uint8Array(await request.arrayBuffer()), request));
  } catch (error) {
    return (error as Error).name === 'BodyLimitError' ? 413 : 400;
  }
}

/** Whether the answer is to be JSON. */
export function wantsJson({ headers }: Request): boolean {
  const [type, accept] = [headers.get('content-type') ?? '', headers.get('accept') ?? ''];
  return /^application\/json\b/i.test(type) || (/\bapplication\/json\b/.test(accept) && !/\btext\/html\b/.test(accept));
}

const readers: Readonly<Record<string, (body: Uint8Array, request: Request) => Fields | Promise<Fields>>> = {
  'application/x-www-form-urlencoded': (body) => {
    const text = formText(body);
    if (text === undefined) throw new TypeError('not in UTF-8');
    return fieldsOf(new URLSearchParams(text));
  },
  'multipart/form-data': async (body, { headers }) => {
    // The boundary is as it was written: the type in small letters would name another one.
    const copy = new Response(body as BodyInit, { headers: { 'Content-Type': headers.get('content-type')! } });
    const pairs = [...(await copy.formData())].flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    // A mark for a lost letter that the visitor has not written shows another encoding.
    if (pairs.some(([, value]) => value.includes('\ufffd'))) decoder.decode(body);
    return fieldsOf(pairs);
  },
  'application/json': (body) => {
    const value: unknown = JSON.parse(decoder.decode(body));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('no object');
    const texts = (one: unknown) => [one].flat().filter((text) => typeof text === 'string');
    return new Map(Object.entries(value).map(([name, one]) => [name, texts(one)]));
  },
};

function fieldsOf(pairs: Iterable<[string, string]>): Fields {
  const fields = new Map<string, string[]>();
  for (const [name, value] of pairs) fields.set(name, [...(fields.get(name) ?? []), value]);
  return fields;
}

function formOf(fields: Fields): SignUpForm {
  const onlyOf = (name: string) => {
    const [value = '', ...others] = new Set(fields.get(name));
    return others.length === 0 ? value : '';
  };
  const values = Object.fromEntries(single.map((name) => [name, onlyOf(name)])) as Record<
    (typeof single)[number],
    string
  >;
  // Two values in the trap are as bad as one.
  return { ...values, website: (fields.get('website') ?? []).join(''), tags: fields.get('tags') ?? [] };
}
