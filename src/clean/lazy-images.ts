/** Where scripts that load pictures late keep the true address; the attribute itself then holds a stand-in. */
const keepers = {
  src: ['data-src', 'data-original', 'data-lazy-src', 'data-lazy'],
  srcset: ['data-srcset', 'data-lazy-srcset', 'data-original-set'],
  poster: ['data-poster'],
} as const;

const lazyTags = new Set(['img', 'source', 'iframe', 'video', 'audio']);

/** The attributes of an element as a script would have restored them. */
export function withoutLaziness(
  tag: string,
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (!lazyTags.has(tag)) return attributes;
  let restored = attributes;
  for (const [name, places] of Object.entries(keepers)) {
    const place = places.find((candidate) => isAddress(attributes[candidate]));
    if (place) restored = { ...restored, [name]: attributes[place]! };
  }
  return restored;
}

function isAddress(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '' && !/^\s*(data|javascript|about):/i.test(value);
}
