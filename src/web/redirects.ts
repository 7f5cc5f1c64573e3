import type { Redirect } from '../model/publication.ts';

/** How Netlify, Cloudflare Pages and their like shall lead from where an article stood to where it stands. */
export function redirectsFile(redirects: readonly Redirect[]): { path: string; content: string } {
  const lines = redirects.map(({ from, to }) => `${literal(from)} ${to} 301\n`);
  return { path: '_redirects', content: lines.join('') };
}

/** A star or a colon would stand for any path. */
function literal(path: string): string {
  return path.replaceAll('*', '%2A').replaceAll(':', '%3A');
}
