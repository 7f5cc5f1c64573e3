/**
 * A copy of a record with some fields changed and others left out. Its content stays unread until somebody asks for it,
 * where spreading would read it: of a large archive, most contents are never needed.
 */
export function lazyCopy<Fields extends { readonly content: string }>(
  record: Fields,
  changes: Partial<Omit<Fields, 'content'>>,
  leftOut: ReadonlySet<keyof Fields> = new Set(),
): Fields {
  const copy: Record<PropertyKey, unknown> = { [source]: record };
  for (const key of Object.keys(record) as (keyof Fields)[])
    if (key !== 'content' && !leftOut.has(key)) copy[key] = record[key];
  return Object.assign(Object.defineProperty(copy, 'content', late), changes) as unknown as Fields;
}

const source = Symbol('source');

/** One for all copies, so that they share their shape; an own property, so that spreading a copy loses nothing. */
const late: PropertyDescriptor & ThisType<{ [source]: { readonly content: string } }> = {
  get() {
    return this[source].content;
  },
  enumerable: true,
};

/** Loads something when it is first asked for, and once: even a module that is there takes a while to import again. */
export function loadOnce<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  let loading: Promise<Loaded> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}
