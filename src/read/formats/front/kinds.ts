const kinds: Readonly<Record<string, string>> = {
  updated: 'a date',
  id: 'an absolute URI',
  slug: 'a name that can be part of an address',
  url: 'a web address or a path below "url" of the settings',
  permalink: 'a path below "url" of the settings',
  path: 'a path below "url" of the settings',
  authors: 'a name or a list of names',
  language: 'a language tag such as en or de-AT',
  tags: 'a list of words',
  image: 'a file or an address',
  attachments: 'a list of files or addresses',
  source: 'a "name" and a "url"',
  extensions: 'names with a prefix',
  redirects: 'a path or a list of paths',
};

/** The kind of value that a key asks for, in a warning. */
export function kindOf(key: string): string {
  return kinds[key] ?? 'a text';
}
