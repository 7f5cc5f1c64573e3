import names from 'markdown-it-emoji/lib/data/full.mjs';

/** Writes the sign of each emoji code, such as `:tada:`; between digits and letters it is none: `10:100:20`. */
export function withEmoji(text: string): string {
  if (!text.includes(':')) return text;
  return text.replace(/(?<![\p{L}\p{N}:])((?::[a-z0-9_+-]{1,60}:)+)(?![\p{L}\p{N}:])/gu, (codes: string) =>
    codes.replace(/:([^:]+):/g, (code, name: string) => (Object.hasOwn(names, name) ? names[name]! : code)),
  );
}
